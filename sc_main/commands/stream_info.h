// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <optional>
#include <vector>

#include "model/htab/stream_format.h"
#include "sc_main/commands/command.h"

namespace htabsim {

struct StreamInfoOptions {
  std::vector<std::filesystem::path> files;
  std::optional<unsigned> htab_shift;       ///< log2 of the table's bytes; none: not known
  std::optional<HeaderOrder> header_order;  ///< none: to be recognised
};

/// Prints framing, passes, fill and kinds of entries of each stream.
ExitCode run_stream_info(const StreamInfoOptions& options, std::FILE* out);

/// Adds `info` to the command `stream`.
void add_stream_info_command(CLI::App& stream, Command& chosen);

}  // namespace htabsim
