// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "sc_main/cli/command_syntax.h"
#include "sc_main/setup/run_options.h"

namespace htabsim {

enum class UsedFigures : std::uint8_t {
  kAll,
  kRates,  ///< without raw counts of events
};

struct CalibrateOptions {
  RunOptions run;
  std::vector<std::string> parameters;  ///< KEY=LEAST..MOST
  std::filesystem::path perf;
  std::filesystem::path strace;
  std::filesystem::path passes;
  UsedFigures used = UsedFigures::kAll;
  std::uint64_t most_runs = 0;
  std::filesystem::path output;  ///< TOML file for the values that were found
};

/// Finds the values of parameters with which a run comes nearest to measurements of a host; prints
/// them, how well each is determined and what is left unexplained.
ExitCode run_calibrate(const CalibrateOptions& options, std::FILE* out);

void add_calibrate_command(CommandSyntax& program);

}  // namespace htabsim
