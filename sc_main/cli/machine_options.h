// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sc_main/cli/command_syntax.h"
#include "sc_main/config/machine_options.h"

namespace htabsim {

/// --preset NAME and --set KEY=VALUE of a command.
void add_machine_options(CommandSyntax& command, MachineOptions& options);

}  // namespace htabsim
