// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/config_file.h"

#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sc_main/config/presets.h"

namespace htabsim {

namespace {

constexpr std::string_view kTraceFile = "trace.file";
constexpr std::string_view kTraceSpace = "trace.space";
constexpr std::string_view kTraceKeys[] = {kTraceFile, kTraceSpace};
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

const std::string& text_of(const Setting& setting, std::string_view expected) {
  const auto& text = value_of<std::string>(setting, expected);
  if (text.empty())
    throw setting.where.error(fmt::format("{}: expected {}", setting.key, expected));
  return text;
}

ConfigTrace trace_of(const SettingTable& table, const std::filesystem::path& folder) {
  ConfigTrace trace;
  for (const Setting& setting : table.settings) {
    check_key(setting.key, setting.where, kTraceKeys);
    if (setting.key == kTraceFile) trace.file = folder / text_of(setting, "the path of a trace");
    if (setting.key == kTraceSpace) trace.space = text_of(setting, "an address space's name");
  }
  if (trace.file.empty()) throw table.where.error("trace: file = \"FILE\" is missing");
  return trace;
}

}  // namespace

ConfigFile config_file_of(SettingsFile contents, const std::filesystem::path& folder,
                          std::span<const std::string_view> others) {
  std::vector<std::string_view> known(others.begin(), others.end());
  known.insert(known.end(), std::begin(kRunInputs), std::end(kRunInputs));
  known.push_back(kTraceList);
  ConfigFile config;
  for (Setting& setting : contents.settings) {
    if (setting.key == "preset") {
      config.preset = {value_of<std::string>(setting, "the name of a preset"), setting.where};
    } else if (setting.key == "guest") {
      config.guest = folder / value_of<std::string>(setting, "the path of a folder");
    } else if (setting.key == "seed") {
      config.seed = seed_of(setting);
    } else {
      check_key(setting.key, setting.where, known);
      config.settings.push_back(std::move(setting));
    }
  }
  for (const SettingTable& table : contents.tables) {
    config.traces.push_back(trace_of(table, folder));
  }
  return config;
}

ConfigFile read_config_file(const std::filesystem::path& file) {
  return config_file_of(read_settings(file, {.tables = std::span(&kTraceList, 1), .values = {}}),
                        file.parent_path());
}

PresetChoice preset_of(const ConfigFile& file) {
  return file.preset.value_or(PresetChoice{kDefaultPreset, {"default preset"}});
}

Config make_config(const PresetChoice& preset, const std::vector<Setting>& settings) {
  std::vector<Setting> all = load_preset(preset.name, preset.where).settings;
  all.insert(all.end(), settings.begin(), settings.end());
  Config config;
  apply_settings(config, all);
  return config;
}

}  // namespace htabsim
