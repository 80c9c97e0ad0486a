// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

#include "htabsim/model/trace/trace_format.h"
#include "sc_main/cli/command_syntax.h"

namespace htabsim {

struct TraceConvertOptions {
  std::filesystem::path input;
  TraceReading reading;
  std::filesystem::path output;  ///< -: standard output
  std::string to;                ///< a TraceOutput's name; empty: by the output's name, else native
  std::uint64_t skip = 0;        ///< accesses of the input that are left out at its start
  std::optional<std::uint64_t> take;    ///< and how many of the rest are not
  std::optional<std::uint64_t> thread;  ///< of which accesses are kept
  std::string every;                    ///< N:M, the first M of each N accesses; empty: all
};

/// Writes a trace, or a part of it, in another format, and prints what was written. UsageError for
/// an option that makes no sense, InputError for a trace that cannot be read, has no such part or
/// an access that the format cannot hold.
ExitCode run_trace_convert(const TraceConvertOptions& options, std::FILE* out);

/// Adds `convert` to the command `trace`.
void add_trace_convert_command(CommandSyntax& trace);

}  // namespace htabsim
