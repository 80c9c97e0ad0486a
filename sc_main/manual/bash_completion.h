// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/cli/command_description.h"

namespace htabsim {

/// A file that bash reads to complete the program's commands, options and their values.
std::string bash_completion(const CommandDescription& program);

}  // namespace htabsim
