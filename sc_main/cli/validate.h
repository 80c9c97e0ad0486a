// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <optional>

#include "sc_main/cli/command_syntax.h"

namespace htabsim {

struct ValidateOptions {
  std::filesystem::path run_dir;
  std::optional<std::filesystem::path> perf;
  std::optional<std::filesystem::path> strace;
  std::optional<std::filesystem::path> passes;
  std::optional<std::filesystem::path> htm;
  std::optional<double> within;  ///< percent of the host's figure
};

/// Prints the run's figures beside those of each measurement. Refuted if a bound is given and a
/// figure that both sides have differs by more.
ExitCode run_validate(const ValidateOptions& options, std::FILE* out);

/// Adds `validate`.
void add_validate_command(CommandSyntax& program);

}  // namespace htabsim
