// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sc_main/cli/command_syntax.h"

namespace htabsim {

/// Adds `conform`, which runs conformance files.
void add_conform_command(CommandSyntax& program);

}  // namespace htabsim
