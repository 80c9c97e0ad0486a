// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sc_main/config/config_file.h"

namespace htabsim {

/// The machine that a user asks for on the command line; what is empty was not given.
struct MachineOptions {
  std::string preset;
  std::vector<std::string> settings;  ///< KEY=VALUE
};

/// The name of the preset that the options choose, or else the file, or nobody.
PresetChoice choose_preset(const MachineOptions& options, const ConfigFile& file);

/// The preset, the file's settings, then those of the options. The options' preset goes before the
/// file's. InputError where one of them is wrong.
Config make_config(const MachineOptions& options, const ConfigFile& file = {});

}  // namespace htabsim
