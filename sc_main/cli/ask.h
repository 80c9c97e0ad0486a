// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

#include "sc_main/cli/command_syntax.h"
#include "sc_main/setup/run_options.h"

namespace htabsim {

/// What a command line asks.
struct AskOptions {
  std::string question;          ///< its name; empty: which there are
  RunOptions run;                ///< of the value in force
  std::filesystem::path output;  ///< a sweep's folder; empty: nothing is kept
  std::optional<std::uint64_t> jobs;
};

ExitCode run_ask(const AskOptions& options, std::FILE* out);

void add_ask_command(CommandSyntax& program);

}  // namespace htabsim
