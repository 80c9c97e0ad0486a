// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sc_main/cli/command_syntax.h"

namespace htabsim {

/// Adds `litmus`, which asks the memory model about tests of user-level storage ordering.
void add_litmus_command(CommandSyntax& program);

}  // namespace htabsim
