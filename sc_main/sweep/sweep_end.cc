// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_end.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"
#include "htabsim/model/base/words.h"
#include "sc_main/sweep/sweep_page.h"
#include "sc_main/sweep/sweep_table.h"

namespace htabsim {

namespace {

constexpr std::size_t kMostFailuresShown = 20;

bool has_page(const SweepRecord& record) { return record.runs.size() <= kMostOnASweepsPage; }

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

void write_sweep_results(const SweepStore& store, const SweepRecord& record) {
  store.write_shared(store.statistics_file(), sweep_csv(store, record));
  if (has_page(record)) store.write_shared(store.page(), sweep_page(store, record));
  store.remove_warm_states();
}

ExitCode conclude_sweep(const SweepStore& store, const SweepRecord& record, const RunTally& tally,
                        std::FILE* out) {
  fmt::print(out, "{}: {} there before, {} run, {} failed\n", counted(tally.total, "configuration"),
             tally.there, tally.done, tally.failed);
  const SweepStatus status = sweep_status(store, record);
  if (status.finished == record.runs.size()) {
    write_sweep_results(store, record);
    fmt::print(out, "{} has a row for each\n", store.statistics_file().string());
    if (has_page(record)) fmt::print(out, "{} compares them\n", store.page().string());
  } else {
    fmt::print(out, "{}{} of the sweep's {} are finished; the same command goes on\n",
               failures_text(store, record, status), status.finished,
               counted(record.runs.size(), "configuration"));
  }
  return tally.settled() == tally.total && tally.failed == 0 ? ExitCode::kSuccess
                                                             : ExitCode::kRefuted;
}

}  // namespace htabsim
