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

struct SweepOptions {
  std::filesystem::path file;
  std::filesystem::path output;
  TraceReading reading;
  std::optional<std::uint64_t> jobs;  ///< nothing: as many as there are processors
  std::string shard;                  ///< K/N; empty: all
};

/// Runs the configurations of a sweep that are not finished yet.
ExitCode run_sweep(const SweepOptions& options, std::FILE* out);

void add_sweep_command(CommandSyntax& program);

}  // namespace htabsim
