// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "htabsim/model/base/exit_code.h"
#include "sc_main/cli/command_syntax.h"

namespace htabsim {

/// The value of --inject that asks for a list of the defects there are.
inline constexpr std::string_view kListDefects = "list";

/// --inject NAME of a command: makes a deliberate defect part of the run.
void add_inject_option(CommandSyntax& command, std::string& name);

/// A line for each defect: its name, the promise it breaks, its meaning, a command that shows it.
ExitCode print_defects(std::FILE* out);

}  // namespace htabsim
