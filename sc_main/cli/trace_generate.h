// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

#include "htabsim/model/trace/microbenchmark.h"
#include "sc_main/cli/command_syntax.h"

namespace htabsim {

struct TraceGenerateOptions {
  std::string kind;
  std::uint64_t footprint = 0;  ///< bytes
  std::string page = "64k";
  std::uint64_t accesses = Microbenchmark{}.accesses;
  std::uint64_t seed = Microbenchmark{}.seed;
  std::filesystem::path output;
};

/// Writes the trace of a microbenchmark, trace.lackey.zst, and the configuration that measures it,
/// run.toml, to a folder, and prints what they hold and how to run them. UsageError for a kind or a
/// page size that there is not, InputError if the folder cannot be written to.
ExitCode run_trace_generate(const TraceGenerateOptions& options, std::FILE* out);

/// Adds `generate` to the command `trace`.
void add_trace_generate_command(CommandSyntax& trace);

}  // namespace htabsim
