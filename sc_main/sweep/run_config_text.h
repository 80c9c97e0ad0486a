// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/setup/run_request.h"

namespace htabsim {

/// A parameter's value as TOML has it.
std::string state_text(const ParameterState& state);

/// The TOML file with which `run` or `migrate` does what is asked for, wherever the file is: every
/// parameter, the seed, and the paths of the first guest's files, which are made absolute.
std::string run_config_text(const RunRequest& request);

}  // namespace htabsim
