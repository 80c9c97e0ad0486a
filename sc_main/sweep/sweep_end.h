// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

#include "htabsim/model/base/exit_code.h"
#include "sc_main/sweep/local_runs.h"
#include "sc_main/sweep/sweep_status.h"

namespace htabsim {

/// Of a sweep that is finished: stats.csv, and report.html unless there are too many
/// configurations. What was kept only for the runs goes.
void write_sweep_results(const SweepStore& store, const SweepRecord& record);

/// Writes the results once the whole sweep is finished; says how many configurations were run, and
/// of each that has failed, why. kRefuted if any of those counted has failed.
ExitCode conclude_sweep(const SweepStore& store, const SweepRecord& record, const RunTally& tally,
                        std::FILE* out);

/// Which configurations have failed, each in a line, with the last thing that its run said; nothing
/// if none has.
std::string failures_text(const SweepStore& store, const SweepRecord& record,
                          const SweepStatus& status);

}  // namespace htabsim
