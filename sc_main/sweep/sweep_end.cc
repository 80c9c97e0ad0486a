// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_end.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "htabsim/model/base/words.h"
#include "sc_main/sweep/sweep_table.h"

namespace htabsim {

namespace {

constexpr std::size_t kMostFailuresShown = 20;

/// "mmu.tlb_entries=64 seed=1"
std::string values_text(const SweepRecord& record, std::size_t number) {
  std::string text;
  for (std::size_t i = 0; i < record.keys.size(); ++i) {
    text +=
        fmt::format("{}{}={}", i == 0 ? "" : " ", record.keys[i], record.runs[number].values[i]);
  }
  return text;
}

std::string last_line(const std::string& text) {
  auto lines = split(text, '\n');
  std::erase(lines, "");
  return lines.empty() ? std::string() : lines.back();
}

}  // namespace

std::string failures_text(const SweepStore& store, const SweepRecord& record,
                          const SweepStatus& status) {
  std::string text;
  for (std::size_t i = 0; i < std::min(status.failures.size(), kMostFailuresShown); ++i) {
    const auto& [number, why] = status.failures[i];
    text += fmt::format("failed: {}: {} ({})\n", values_text(record, number), last_line(why),
                        store.failure_file(record.runs[number].id).string());
  }
  if (status.failures.size() > kMostFailuresShown) {
    text += fmt::format("failed: {} more\n", status.failures.size() - kMostFailuresShown);
  }
  return text;
}

ExitCode conclude_sweep(const SweepStore& store, const SweepRecord& record, const RunTally& tally,
                        std::FILE* out) {
  fmt::print(out, "{}: {} there before, {} run, {} failed\n", counted(tally.total, "configuration"),
             tally.there, tally.done, tally.failed);
  const SweepStatus status = sweep_status(store, record);
  if (status.finished == record.runs.size()) {
    store.write_shared(store.statistics_file(), sweep_csv(store, record));
    store.remove_warm_states();
    fmt::print(out, "{} has a row for each\n", store.statistics_file().string());
  } else {
    fmt::print(out, "{}{} of the sweep's {} are finished; the same command goes on\n",
               failures_text(store, record, status), status.finished,
               counted(record.runs.size(), "configuration"));
  }
  return tally.settled() == tally.total && tally.failed == 0 ? ExitCode::kSuccess
                                                             : ExitCode::kRefuted;
}

}  // namespace htabsim
