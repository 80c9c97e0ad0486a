// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sc_main/sweep/child_process.h"

namespace htabsim {

/// What a program has said until its end.
struct CapturedOutput {
  ProcessEnd end;
  std::string out;
  std::string err;
};

/// Runs a program to its end. Errors as those of ChildProcess.
CapturedOutput run_captured(const std::string& program, const std::vector<std::string>& arguments);

}  // namespace htabsim
