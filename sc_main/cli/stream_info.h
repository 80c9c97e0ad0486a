// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>

#include "sc_main/cli/command_syntax.h"
#include "sc_main/cli/stream_options.h"

namespace htabsim {

/// Prints framing, passes, sections, runs, fill and kinds of entries of each stream.
ExitCode run_stream_info(const StreamOptions& options, std::FILE* out);

/// Adds `info` to the command `stream`.
void add_stream_info_command(CommandSyntax& stream);

}  // namespace htabsim
