// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/machine_options.h"

namespace htabsim {

PresetChoice choose_preset(const MachineOptions& options, const ConfigFile& file) {
  if (!options.preset.empty()) return {options.preset, {"--preset"}};
  return preset_of(file);
}

Config make_config(const MachineOptions& options, const ConfigFile& file) {
  std::vector<Setting> settings = file.settings;
  for (const std::string& argument : options.settings) {
    settings.push_back(parse_setting(argument));
  }
  return make_config(choose_preset(options, file), settings);
}

}  // namespace htabsim
