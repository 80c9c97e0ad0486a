// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sc_main/cli/command.h"
#include "sc_main/cli/command_description.h"

namespace htabsim {

/// The command that a command line asks for, ready to run; --help and --version are commands too.
/// UsageError if it asks for nothing that there is; it names the nearest option or command.
Command parse_command_line(int argc, const char* const* argv);

/// The program with all its commands.
CommandDescription program_description();

}  // namespace htabsim
