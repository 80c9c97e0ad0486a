// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "htabsim/model/hpt/defect.h"
#include "htabsim/model/hpt/update_code.h"
#include "htabsim/model/trace/sample_plan.h"
#include "htabsim/model/trace/trace_format.h"
#include "htabsim/tlm/kit/config.h"
#include "sc_main/config/presets.h"
#include "sc_main/setup/guest_files.h"
#include "sc_main/setup/timeline_request.h"

namespace htabsim {

/// How much a summary tells.
enum class SummaryLength : std::uint8_t { kShort, kDetails };

/// Everything that a simulation needs to know, checked as far as it can be without opening the
/// guests.
struct RunRequest {
  Job job = Job::kRun;
  Stepping stepping = Stepping::kRunAhead;
  Config config;
  std::string preset = kDefaultPreset;  ///< from which the config began
  std::uint64_t seed = 1;
  Defect defect = Defect::none;       ///< to be injected
  std::optional<LeftOut> without;     ///< a barrier to be left out
  std::vector<GuestFiles> guests;     ///< on one host, one at least; the first is migrated
  TraceReading reading;               ///< of their traces
  std::optional<SamplePlan> samples;  ///< nothing: all of the traces is simulated in time
  TimelineRequest timeline;
  Cycles interval;                   ///< of intervals.csv; 0: there is none
  std::filesystem::path save_state;  ///< for what the warm-up leaves; empty: none
  std::filesystem::path load_state;  ///< of a run like this, instead of warming up; empty: none
  SummaryLength summary = SummaryLength::kShort;
  std::filesystem::path output;  ///< folder for the result files; empty: none
};

}  // namespace htabsim
