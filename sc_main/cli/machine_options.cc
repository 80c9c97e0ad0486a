// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/machine_options.h"

#include <fmt/format.h>

#include "sc_main/config/presets.h"

namespace htabsim {

void add_machine_options(CommandSyntax& command, MachineOptions& options) {
  command.add_value({"--preset", fmt::format("parameters to start from (default {}); see `presets`",
                                             kDefaultPreset)},
                    options.preset);
  command.add_repeatable({"--set", "set a parameter; see `presets show`", "KEY=VALUE"},
                         options.settings);
}

}  // namespace htabsim
