// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "htabsim/model/hpt/defect.h"
#include "htabsim/tlm/kit/config.h"
#include "sc_main/setup/replay_order.h"

namespace htabsim {

/// Everything that a simulation needs to know, checked as far as it can be without opening the
/// guest.
struct RunRequest {
  Job job = Job::kRun;
  Stepping stepping = Stepping::kRunAhead;
  Config config;
  std::uint64_t seed = 1;
  Defect defect = Defect::none;               ///< to be injected
  std::filesystem::path guest;                ///< folder of a captured guest; empty: none
  ReplayOrder order = ReplayOrder::recorded;  ///< of that guest's processors
  std::filesystem::path table;  ///< stream of the table of a guest that stands still; empty: none
  std::vector<std::filesystem::path> traces;  ///< plain address traces, a processor each
  std::filesystem::path output;               ///< folder for the result files; empty: none
};

}  // namespace htabsim
