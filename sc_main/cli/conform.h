// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sc_main/cli/command.h"

namespace htabsim {

/// Adds `conform`, which runs conformance files.
void add_conform_command(CLI::App& app, Command& chosen);

}  // namespace htabsim
