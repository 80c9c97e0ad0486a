// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>

#include "sc_main/cli/command_syntax.h"
#include "sc_main/cli/consent.h"
#include "sc_main/setup/run_options.h"

namespace htabsim {

/// What to run and with which parameters: CONFIG, --preset, --set, --guest, --trace and --seed.
void add_input_options(CommandSyntax& command, RunOptions& options);

/// What a command line asks of run and migrate.
struct RunCommand {
  RunOptions options;
  Consent consent = Consent::kToBeAsked;
};

ExitCode run_run(const RunCommand& command, std::FILE* out);

void add_run_command(CommandSyntax& program);
void add_migrate_command(CommandSyntax& program);

}  // namespace htabsim
