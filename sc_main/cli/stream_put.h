// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>

#include "sc_main/cli/command_syntax.h"

namespace htabsim {

struct StreamPutOptions {
  std::filesystem::path qemu;    ///< the migration file
  std::filesystem::path table;   ///< the stream that makes the new table
  std::filesystem::path output;  ///< where the file with that table is written to
};

/// Writes a migration file of QEMU's once more, with the page table that a stream makes, and says
/// in how many entries that differs from the one before.
ExitCode run_stream_put(const StreamPutOptions& options, std::FILE* out);

/// Adds `put` to the command `stream`.
void add_stream_put_command(CommandSyntax& stream);

}  // namespace htabsim
