// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <functional>

#include "sc_main/exit_code.h"

namespace CLI {
class App;
}  // namespace CLI

namespace htabsim {

/// A command with its options filled in: writes its results to the stream given. It throws
/// InputError or UsageError where the input is at fault.
using Command = std::function<ExitCode(std::FILE* out)>;

/// Each `add_..._command(app, chosen)` describes a command to the parser, and stores it in `chosen`
/// if it is the one that was asked for. `chosen` must outlive the parsing.
using AddCommand = void(CLI::App& app, Command& chosen);

}  // namespace htabsim
