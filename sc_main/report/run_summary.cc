// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/run_summary.h"

#include <fmt/format.h>

#include "sc_main/report/detailed_summary.h"
#include "sc_main/report/migration_summary.h"
#include "sc_main/report/sampled_figures.h"
#include "sc_main/report/short_summary.h"
#include "sc_main/report/summary_line.h"

namespace htabsim {

std::string run_summary(const RunResult& result) {
  Platform& platform = result.platform;
  const Clock& clock = platform.clock();
  const bool is_short = result.request.summary == SummaryLength::kShort;
  std::string text = (is_short ? short_summary(result) : detailed_summary(result)) + "\n";
  if (platform.agent() != nullptr) text += migration_summary(result) + "\n";
  if (has_samples(result)) text += sampled_text(result) + "\n";
  for (const std::string& note : result.notes) text += summary_line("input", note);
  for (const std::string& note : result.timeline_notes) text += summary_line("timeline", note);
  if (result.cut_short_at) {
    text += summary_line("cut short", fmt::format("at cycle {}; all this is of the time before",
                                                  grouped(result.cut_short_at->value())));
  }
  text += summary_line("simulated", time_text(clock.now().value(), clock));
  text += summary_line("event hash", fmt::format("{:016x}", result.event_hash()));
  return text;
}

}  // namespace htabsim
