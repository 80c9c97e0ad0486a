// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <vector>

#include "htabsim/model/base/exit_code.h"
#include "sc_main/config/machine_options.h"
#include "sc_main/conform/vec_session.h"
#include "sc_main/report/verification.h"

namespace htabsim {

/// What to run, and how.
struct ConformanceRequest {
  std::vector<std::filesystem::path> paths;  ///< files, or folders of them
  VecCaching caching = VecCaching::kWalk;    ///< of `.vec` files
  Timing timing = Timing::kFunctional;
  MachineOptions machine;
};

/// Runs `.vec` and `.htab` conformance files, each from a clean state, in the order of the paths
/// and of the names in a folder. Prints a line for each that fails, with its first wrong line, and
/// the counts last; kRefuted if any failed. A file that cannot be run to its end, because a line of
/// it makes no sense or never comes to one, has failed, and the others run.
///
/// Throws InputError before anything runs if a path is neither a file of these kinds nor a folder
/// with at least one.
ExitCode run_conformance(const ConformanceRequest& request, std::FILE* out);

}  // namespace htabsim
