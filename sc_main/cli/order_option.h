// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/cli/command_syntax.h"

namespace htabsim {

/// --order NAME of a command: how the processors of a captured guest go on.
void add_order_option(CommandSyntax& command, std::string& name);

}  // namespace htabsim
