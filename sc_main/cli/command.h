// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <functional>

#include "htabsim/model/base/exit_code.h"

namespace htabsim {

/// A command with its options filled in: writes its results to the stream given. It throws
/// InputError or UsageError where the input is at fault.
using Command = std::function<ExitCode(std::FILE* out)>;

}  // namespace htabsim
