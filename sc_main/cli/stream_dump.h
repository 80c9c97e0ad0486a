// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>

#include "sc_main/cli/command_syntax.h"
#include "sc_main/cli/stream_options.h"

namespace htabsim {

struct StreamDumpOptions {
  StreamOptions stream;
  std::optional<std::uint64_t> pass;  ///< the one pass to show, from 1; none: all of them
};

/// Prints a line for each group and each entry, as it is read: in front of damage all that is
/// whole is shown.
ExitCode run_stream_dump(const StreamDumpOptions& options, std::FILE* out);

/// Adds `dump` to the command `stream`.
void add_stream_dump_command(CommandSyntax& stream);

}  // namespace htabsim
