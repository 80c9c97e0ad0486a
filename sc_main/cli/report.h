// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <vector>

#include "sc_main/cli/command_syntax.h"

namespace htabsim {

struct ReportOptions {
  std::vector<std::filesystem::path> run_dirs;
  std::filesystem::path output;  ///< empty: report.html of the only run
};

/// Writes the page of a run anew, or one that compares several runs. InputError if a folder has no
/// statistics of a run.
ExitCode run_report(const ReportOptions& options, std::FILE* out);

/// Adds `report`.
void add_report_command(CommandSyntax& program);

}  // namespace htabsim
