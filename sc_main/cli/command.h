// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <functional>

#include "htabsim/model/base/exit_code.h"

namespace CLI {
class App;
}  // namespace CLI

namespace htabsim {

/// A command with its options filled in: writes its results to the stream given. It throws
/// InputError or UsageError where the input is at fault.
///
/// Each `add_..._command(app, chosen)` describes a command to the parser, and stores it in `chosen`
/// once parsing shows that it is the one asked for; `chosen` must outlive the parsing.
using Command = std::function<ExitCode(std::FILE* out)>;

}  // namespace htabsim
