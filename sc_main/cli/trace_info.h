// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <vector>

#include "htabsim/model/trace/trace_format.h"
#include "sc_main/cli/command_syntax.h"

namespace htabsim {

struct TraceInfoOptions {
  std::vector<std::filesystem::path> files;
  TraceReading reading;
};

/// Prints a picture of each trace: format, kinds of events, use of pages, hcalls and interrupts,
/// and what looks odd.
ExitCode run_trace_info(const TraceInfoOptions& options, std::FILE* out);

/// Adds `info` to the command `trace`.
void add_trace_info_command(CommandSyntax& trace);

}  // namespace htabsim
