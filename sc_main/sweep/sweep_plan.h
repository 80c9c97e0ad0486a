// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "htabsim/model/trace/trace_format.h"
#include "sc_main/sweep/sweep_file.h"

namespace htabsim {

/// One configuration of a sweep.
struct SweepRun {
  std::string id;                      ///< run_identity(): equal for equal runs
  std::vector<ParameterValue> values;  ///< of the sweep's keys
  std::string config;                  ///< run_config_text()
  std::string warm_state;  ///< warm_state_identity() if another run of the sweep has it; or empty
};

/// All configurations of a sweep in the order in which they are told of.
struct SweepPlan {
  Job job = Job::kRun;
  TraceReading reading;
  std::vector<std::string> keys;  ///< the axes', and the seed where runs are repeated
  std::vector<SweepRun> runs;     ///< one at least
};

/// InputError with file and line if one of the configurations cannot be run, as far as that is seen
/// without running it, or a constraint leaves none.
SweepPlan make_sweep_plan(const SweepFile& sweep, const TraceReading& reading);

}  // namespace htabsim
