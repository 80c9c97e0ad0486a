// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "sc_main/cli/command_syntax.h"

namespace htabsim {

/// How a description is printed.
enum class DescriptionForm : std::uint8_t { kTable, kJson };

struct StatsOptions {
  std::vector<std::string> keys;  ///< to be described; none: all
  DescriptionForm form = DescriptionForm::kTable;
};

/// Prints unit and meaning of keys of stats.json. UsageError if there is no such key.
ExitCode run_stats(const StatsOptions& options, std::FILE* out);

/// Adds `stats`.
void add_stats_command(CommandSyntax& program);

}  // namespace htabsim
