// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <vector>

#include "sc_main/cli/command_syntax.h"

namespace htabsim {

struct TraceInfoOptions {
  std::vector<std::filesystem::path> files;
};

/// Prints format, kinds of events, pages, hcalls and interrupts of each trace.
ExitCode run_trace_info(const TraceInfoOptions& options, std::FILE* out);

/// Adds `info` to the command `trace`.
void add_trace_info_command(CommandSyntax& trace);

}  // namespace htabsim
