// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/setup/run_request.h"
#include "sc_main/sweep/input_hashes.h"

namespace htabsim {

/// A name that runs have in common only if their results are the same: of the version of htabsim,
/// all parameters in force, the seed, and what is in the traces and the guest, wherever they are.
/// InputError if those cannot be read.
std::string run_identity(const RunRequest& request, InputHashes& inputs);

/// The same of the state that the run's warm-up leaves, without what only matters when time passes;
/// empty if there is none that could be kept.
std::string warm_state_identity(const RunRequest& request, InputHashes& inputs);

}  // namespace htabsim
