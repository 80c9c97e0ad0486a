// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sc_main/cli/command_syntax.h"
#include "sc_main/setup/guest_files.h"

namespace htabsim {

/// --guest, --table, --trace and --order of a command, and --on, behind which they are another
/// guest's. `guests` has one, the first.
void add_guest_options(CommandSyntax& command, std::vector<GuestFiles>& guests);

}  // namespace htabsim
