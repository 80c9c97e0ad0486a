// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/report/run_result.h"

namespace htabsim {

/// All that a run has counted, in lines and tables: of each processor, of walks, data and
/// latencies, of the performance monitor, the host's agents and races.
std::string detailed_summary(const RunResult& result);

}  // namespace htabsim
