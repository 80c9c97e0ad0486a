// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/vcd_timeline.h"

#include <algorithm>
#include <cassert>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <sysc/tracing/sc_tracing_ids.h>
#include <unistd.h>

#include "htabsim/model/base/compressed_output.h"
#include "htabsim/model/base/output_file.h"

namespace htabsim {

namespace {

constexpr const char* kExtension = ".vcd";  // SystemC puts it behind the name that it is given

/// "platform.source.cpu0" and "processor 0: locks" as GTKWave has it: below of scopes, without
/// spaces.
std::string signal_name(std::string_view path, std::string_view title) {
  const std::size_t first = path.find('.');
  const std::size_t last = path.rfind('.');
  std::string name;
  if (first != last) name = std::string(path.substr(first + 1, last - first));
  for (const char c : title) {
    if (c == ' ') {
      name += '_';
    } else if (c != ':' && c != '\'') {
      name += c;
    }
  }
  return name;
}

/// SystemC would tell of its choices on standard output.
void silence_tracing() {
  for (const char* id :
       {sc_core::SC_ID_TRACING_TIMESCALE_UNIT_, sc_core::SC_ID_TRACING_TIMESCALE_DEFAULT_}) {
    sc_core::sc_report_handler::set_actions(id, sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  }
}

}  // namespace

VcdTimeline::VcdTimeline(const sc_core::sc_module_name& name, std::filesystem::path file,
                         const Clock& clock)
    : sc_module(name), file_(std::move(file)), clock_(clock) {
  try_writing(file_);
  silence_tracing();
  trace_ = sc_core::sc_create_vcd_trace_file(temporary().replace_extension().c_str());
  trace_->set_time_unit(1, sc_core::SC_PS);
  sc_core::sc_spawn_options options;
  options.spawn_method();
  options.dont_initialize();
  options.set_sensitivity(&due_);
  sc_core::sc_spawn([this] { follow(); }, "follow", &options);
}

VcdTimeline::~VcdTimeline() {
  if (trace_ != nullptr) sc_core::sc_close_vcd_trace_file(trace_);
  std::error_code ignored;
  std::filesystem::remove(temporary(), ignored);
}

std::filesystem::path VcdTimeline::temporary() const {
  return file_.string() + fmt::format("-tmp{}", ::getpid()) + kExtension;
}

void VcdTimeline::describe(TrackKind /*kind*/, std::string_view path, std::string_view title) {
  sc_core::sc_trace(trace_, signals_.emplace_back().value, signal_name(path, title));
}

void VcdTimeline::on_kept(Cycles at) { wake(at); }

void VcdTimeline::wake(Cycles at) {
  const sc_core::sc_time middle = clock_.duration(at) + clock_.half();
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  due_.notify(middle > now ? middle - now : sc_core::SC_ZERO_TIME);
}

void VcdTimeline::follow() {
  take_before(clock_.now() + Cycles(1), [this](const TimelineRecord& record) { take(record); });
  if (kept() != 0) wake(first_kept());
}

void VcdTimeline::take(const TimelineRecord& record) {
  Signal& signal = signals_[record.track];
  switch (record.kind) {
    case TimelineRecord::Kind::kBegin:
      signal.open.push_back(number_of(record.what));
      break;
    case TimelineRecord::Kind::kEnd:
      assert(!signal.open.empty());
      signal.open.pop_back();
      break;
    case TimelineRecord::Kind::kInstant:
      return;
    case TimelineRecord::Kind::kChange:
      signal.value = static_cast<std::uint32_t>(signal.value + record.by);
      return;
  }
  signal.value = signal.open.empty() ? 0 : signal.open.back();
}

std::uint32_t VcdTimeline::number_of(std::string_view what) {
  const auto known = numbers_.find(what);
  if (known != numbers_.end()) return known->second;
  const auto number = static_cast<std::uint32_t>(numbers_.size() + 1);
  numbers_.emplace(what, number);
  return number;
}

void VcdTimeline::finish() {
  const std::uint64_t end = sc_core::sc_time_stamp().value();
  sc_core::sc_close_vcd_trace_file(std::exchange(trace_, nullptr));
  write_compressed_file(file_, [&](std::ostream& out) {
    if (!copy_to(out, end))
      refuse_writing(file_, std::make_error_code(std::errc::no_space_on_device));
  });
}

// SystemC does not say whether it could write: its last line is the time at which it closed the
// file.
bool VcdTimeline::copy_to(std::ostream& out, std::uint64_t end) const {
  std::ifstream from(temporary());
  std::string line;
  std::string last;
  bool is_date = false;
  while (std::getline(from, line)) {
    if (line == "$date") is_date = true;
    if (!is_date) out << line << '\n';
    if (line == "$end") is_date = false;
    if (line == "$enddefinitions  $end") write_meanings(out);
    if (!line.empty()) last = line;
  }
  return last == fmt::format("#{}", end);
}

void VcdTimeline::write_meanings(std::ostream& out) const {
  std::vector<std::pair<std::uint32_t, std::string_view>> meanings{{0, "nothing"}};
  for (const auto& [what, number] : numbers_) meanings.emplace_back(number, what);
  std::ranges::sort(meanings);
  out << "$comment\n";
  for (const auto& [number, what] : meanings) fmt::print(out, "{}: {}\n", number, what);
  out << "$end\n";
}

}  // namespace htabsim
