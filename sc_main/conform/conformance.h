// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <vector>

#include "htabsim/model/base/exit_code.h"
#include "sc_main/conform/vec_session.h"
#include "sc_main/report/verification.h"

namespace htabsim {

/// What to run, and how.
struct ConformanceRequest {
  std::vector<std::filesystem::path> paths;  ///< files, or folders of them
  VecCaching caching = VecCaching::kWalk;    ///< of `.vec` files
  Timing timing = Timing::kFunctional;
};

/// Runs `.vec` and `.htab` conformance files, each from a clean state, in the order of the paths
/// and of the names in a folder. Prints a line for each that fails, with its first wrong line, and
/// the counts last; kRefuted if any failed.
///
/// Throws InputError before anything runs if a path is neither a file of these kinds nor a folder
/// with at least one, or if a file is malformed; and without a report if a `.htab` line turns out
/// to make no sense where it stands.
ExitCode run_conformance(const ConformanceRequest& request, std::FILE* out);

}  // namespace htabsim
