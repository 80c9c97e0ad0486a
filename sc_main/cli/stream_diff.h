// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>

#include "htabsim/model/htab/stream_diff.h"
#include "sc_main/cli/command_syntax.h"
#include "sc_main/cli/stream_options.h"

namespace htabsim {

struct StreamDiffOptions {
  StreamOptions stream;  ///< of two files
  RcBits rc = RcBits::kCompared;
};

/// Compares the tables that two streams make; kRefuted if they differ.
ExitCode run_stream_diff(const StreamDiffOptions& options, std::FILE* out);

/// Adds `diff` to the command `stream`.
void add_stream_diff_command(CommandSyntax& stream);

}  // namespace htabsim
