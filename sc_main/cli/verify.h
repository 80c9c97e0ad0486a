// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>

#include "sc_main/cli/command_syntax.h"
#include "sc_main/config/machine_options.h"
#include "sc_main/report/verification.h"

namespace htabsim {

struct VerifyOptions {
  std::filesystem::path guest;
  MachineOptions machine;
  Timing timing = Timing::kFunctional;
  std::string inject;  ///< a defect's name
};

ExitCode run_verify(const VerifyOptions& options, std::FILE* out);

void add_verify_command(CommandSyntax& program);

}  // namespace htabsim
