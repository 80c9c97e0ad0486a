// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_store.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/output_file.h"

namespace htabsim {

namespace {

constexpr const char* kRuns = "runs";
constexpr const char* kPartial = "partial";
constexpr const char* kFailed = "failed";
constexpr const char* kClaims = "claims";
constexpr const char* kWarm = "warm";
constexpr const char* kRecord = "sweep.json";

/// What is written there survives a loss of power.
void synchronise(const std::filesystem::path& path) {
  const int opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened < 0) refuse_writing(path, {errno, std::generic_category()});
  const int result = ::fsync(opened);
  const std::error_code error(errno, std::generic_category());
  ::close(opened);
  if (result != 0) refuse_writing(path, error);
}

void remove_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (error) refuse_writing(folder, error);
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) refuse_writing(folder, error);
}

}  // namespace

void SweepStore::prepare() const {
  for (const char* name : {kRuns, kPartial, kFailed, kClaims, kWarm}) make_folder(folder_ / name);
  try_writing(folder_ / kRecord);
}

std::filesystem::path SweepStore::run_folder(const std::string& id) const {
  return folder_ / kRuns / id;
}

std::filesystem::path SweepStore::partial_folder(const std::string& id) const {
  return folder_ / kPartial / id;
}

std::filesystem::path SweepStore::failure_file(const std::string& id) const {
  return folder_ / kFailed / (id + ".txt");
}

std::filesystem::path SweepStore::warm_state(const std::string& id) const {
  return folder_ / kWarm / (id + ".zst");
}

std::filesystem::path SweepStore::claim_file(const std::string& name) const {
  return folder_ / kClaims / name;
}

bool SweepStore::is_finished(const std::string& id) const {
  return std::filesystem::exists(run_folder(id));
}

bool SweepStore::is_running(const std::string& id) const { return Claim::is_taken(claim_file(id)); }

std::optional<Claim> SweepStore::claim(const std::string& id) const {
  return Claim::try_take(claim_file(id));
}

std::optional<Claim> SweepStore::claim_warm_state(const std::string& id) const {
  return Claim::try_take(claim_file("warm-" + id));
}

std::filesystem::path SweepStore::new_partial_folder(const std::string& id) const {
  remove_folder(partial_folder(id));
  make_folder(partial_folder(id));
  return partial_folder(id);
}

void SweepStore::finish(const std::string& id) const {
  const std::filesystem::path partial = partial_folder(id);
  for (const auto& entry : std::filesystem::directory_iterator(partial)) synchronise(entry.path());
  synchronise(partial);
  std::error_code error;
  std::filesystem::rename(partial, run_folder(id), error);
  if (error) refuse_writing(run_folder(id), error);
  synchronise(folder_ / kRuns);
  std::filesystem::remove(failure_file(id), error);
}

void SweepStore::fail(const std::string& id, const std::string& why) const {
  write_file(failure_file(id), why);
  remove_folder(partial_folder(id));
}

std::optional<std::string> SweepStore::failure(const std::string& id) const {
  const std::filesystem::path file = failure_file(id);
  if (!std::filesystem::exists(file)) return std::nullopt;
  return read_whole_file(file);
}

void SweepStore::remove_warm_states() const {
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / kWarm)) {
    std::error_code ignored;
    std::filesystem::remove(entry.path(), ignored);
  }
}

void SweepStore::write_shared(const std::filesystem::path& file, const std::string& text) const {
  const Claim claim = Claim::take(claim_file(file.filename().string()));
  if (std::filesystem::exists(file) && read_whole_file(file) == text) return;
  write_file(file, text);
}

void SweepStore::write_record(const SweepRecord& record) const {
  write_shared(folder_ / kRecord, sweep_record_text(record));
}

SweepRecord SweepStore::read_record() const {
  return parse_sweep_record((folder_ / kRecord).string(), read_whole_file(folder_ / kRecord));
}

}  // namespace htabsim
