// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace htabsim {

/// The whole program: parses the command line, runs the command, reports errors in one line on
/// standard error. Gives back the exit code of the process (exit_code.h).
int run_application(int argc, const char* const* argv);

}  // namespace htabsim
