// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/machine_options.h"

#include <fmt/format.h>

#include "sc_main/cli/value_names.h"
#include "sc_main/config/presets.h"

namespace htabsim {

void add_machine_options(CommandSyntax& command, MachineOptions& options) {
  command.add_value({.name = "--preset",
                     .meaning = fmt::format("parameters to start from (default {}); see `presets`",
                                            kDefaultPreset),
                     .value = "NAME",
                     .value_names = preset_names},
                    options.preset);
  command.add_repeatable({.name = "--set",
                          .meaning = "set a parameter; see `presets show`",
                          .value = "KEY=VALUE",
                          .value_names = setting_names},
                         options.settings);
}

}  // namespace htabsim
