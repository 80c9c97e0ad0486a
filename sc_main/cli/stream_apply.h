// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <optional>

#include "sc_main/cli/command_syntax.h"
#include "sc_main/cli/stream_options.h"

namespace htabsim {

struct StreamApplyOptions {
  StreamOptions stream;
  std::optional<std::filesystem::path> image;  ///< where the table is written to
};

/// Applies streams in order to an empty table, prints what came of it pass by pass, and writes the
/// table as a stream of one pass.
ExitCode run_stream_apply(const StreamApplyOptions& options, std::FILE* out);

/// Adds `apply` to the command `stream`.
void add_stream_apply_command(CommandSyntax& stream);

}  // namespace htabsim
