// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sc_main/sweep/claim.h"
#include "sc_main/sweep/sweep_record.h"

namespace htabsim {

/// The folder of a sweep. It has a folder for each configuration that is finished, and never a part
/// of one; several processes, on several machines, may work on it at once.
class SweepStore {
 public:
  explicit SweepStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Makes the folders. InputError if that is not possible.
  void prepare() const;

  [[nodiscard]] bool is_finished(const std::string& id) const;
  [[nodiscard]] bool is_running(const std::string& id) const;
  /// Nothing if someone else works on it.
  [[nodiscard]] std::optional<Claim> claim(const std::string& id) const;
  [[nodiscard]] std::optional<Claim> claim_warm_state(const std::string& id) const;

  /// For whoever has the claim: an empty folder to write the results into.
  [[nodiscard]] std::filesystem::path new_partial_folder(const std::string& id) const;
  [[nodiscard]] std::filesystem::path partial_folder(const std::string& id) const;
  /// Makes the partial folder the finished one, for good, and forgets an earlier failure.
  void finish(const std::string& id) const;
  /// Keeps why a configuration could not be run; its partial folder goes.
  void fail(const std::string& id, const std::string& why) const;
  /// Why the last attempt has failed; nothing if it has not.
  [[nodiscard]] std::optional<std::string> failure(const std::string& id) const;

  [[nodiscard]] std::filesystem::path run_folder(const std::string& id) const;
  [[nodiscard]] std::filesystem::path failure_file(const std::string& id) const;
  [[nodiscard]] std::filesystem::path warm_state(const std::string& id) const;
  /// The states are needed no more.
  void remove_warm_states() const;

  /// What the sweep consists of; another one in the same folder is forgotten, but not its results.
  void write_record(const SweepRecord& record) const;
  /// InputError if the folder is not one of a sweep.
  [[nodiscard]] SweepRecord read_record() const;
  /// Replaces a file that several processes may write.
  void write_shared(const std::filesystem::path& file, const std::string& text) const;

  [[nodiscard]] std::filesystem::path statistics_file() const { return folder_ / "stats.csv"; }
  [[nodiscard]] std::filesystem::path page() const { return folder_ / "report.html"; }
  [[nodiscard]] std::filesystem::path slurm_folder() const { return folder_ / "slurm"; }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

 private:
  [[nodiscard]] std::filesystem::path claim_file(const std::string& name) const;

  std::filesystem::path folder_;
};

}  // namespace htabsim
