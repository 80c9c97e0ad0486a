// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/config_file.h"

#include <string_view>

#include <fmt/format.h>

#include "sc_main/config/presets.h"

namespace htabsim {

namespace {

constexpr std::string_view kRunInputs[] = {"preset", "guest", "seed"};

template <class Wanted>
const Wanted& value_of(const Setting& setting, std::string_view expected) {
  const auto* value = std::get_if<Wanted>(&setting.value);
  if (!value) throw setting.where.error(fmt::format("{}: expected {}", setting.key, expected));
  return *value;
}

std::uint64_t seed_of(const Setting& setting) {
  const auto seed = value_of<std::int64_t>(setting, "an integer, 0 or more");
  if (seed < 0) throw setting.where.error(fmt::format("seed: {} is less than 0", seed));
  return static_cast<std::uint64_t>(seed);
}

}  // namespace

ConfigFile read_config_file(const std::filesystem::path& file) {
  ConfigFile config;
  for (Setting& setting : read_settings(file)) {
    if (setting.key == "preset") {
      config.preset = {value_of<std::string>(setting, "the name of a preset"), setting.where};
    } else if (setting.key == "guest") {
      config.guest = file.parent_path() / value_of<std::string>(setting, "the path of a folder");
    } else if (setting.key == "seed") {
      config.seed = seed_of(setting);
    } else {
      check_key(setting.key, setting.where, kRunInputs);
      config.settings.push_back(std::move(setting));
    }
  }
  return config;
}

Config make_config(const PresetChoice& preset, const std::vector<Setting>& settings) {
  std::vector<Setting> all = load_preset(preset.name, preset.where).settings;
  all.insert(all.end(), settings.begin(), settings.end());
  Config config;
  apply_settings(config, all);
  return config;
}

}  // namespace htabsim
