// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sc_main/cli/command_syntax.h"
#include "sc_main/setup/stream_input.h"

namespace htabsim {

/// Adds the options, without the files, to a command.
void add_stream_options(CommandSyntax& command, StreamOptions& options);

}  // namespace htabsim
