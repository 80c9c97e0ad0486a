// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/config_file.h"

#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/quantity_text.h"
#include "sc_main/config/presets.h"

namespace htabsim {

namespace {

constexpr std::string_view kTraceFile = "trace.file";
constexpr std::string_view kTraceSpace = "trace.space";
constexpr std::string_view kTraceKeys[] = {kTraceFile, kTraceSpace};
/// The same as "guest" beside parameters of the guest, with which TOML has no place for that text.
constexpr std::string_view kGuestFolder = "guest.folder";
constexpr std::string_view kRunInputs[] = {
    kGuestFolder, "preset", "guest",      "seed",   "output",  "format",     "sample",
    "simpoints",  "warmup", "skip_noise", "inject", "without", "skip_kernel"};

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

std::uint64_t count_of(const Setting& setting) {
  std::optional<std::uint64_t> count;
  if (const auto* text = std::get_if<std::string>(&setting.value)) {
    count = quantity(*text, NumberOf::counts);
  } else if (const auto* integer = std::get_if<std::int64_t>(&setting.value)) {
    if (*integer >= 0) count = static_cast<std::uint64_t>(*integer);
  }
  if (count) return *count;
  throw setting.where.error(
      fmt::format("{}: expected a number of accesses such as 10000 or \"10K\"", setting.key));
}

/// Whether it is one of these, which it then sets.
bool is_option(const Setting& setting, const std::filesystem::path& folder,
               ConfigOptions& options) {
  const std::string& key = setting.key;
  if (key == "output") {
    options.output = folder / text_of(setting, "the path of a folder");
  } else if (key == "format") {
    options.format = text_of(setting, "the name of a format");
  } else if (key == "skip_noise") {
    options.skip_noise = value_of<bool>(setting, "true or false");
  } else if (key == "skip_kernel") {
    options.skip_kernel = value_of<bool>(setting, "true or false");
  } else if (key == "sample") {
    options.sample = text_of(setting, "\"PERIOD:LENGTH\"");
  } else if (key == "simpoints") {
    options.simpoints = (folder / text_of(setting, "\"FILE:LENGTH\"")).string();
  } else if (key == "warmup") {
    options.warmup = count_of(setting);
  } else if (key == "inject") {
    options.inject = text_of(setting, "the name of a defect");
  } else if (key == "without") {
    options.without = text_of(setting, "the name of a barrier");
  } else {
    return false;
  }
  return true;
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
    } else if (setting.key == "guest" || setting.key == kGuestFolder) {
      config.guest = folder / value_of<std::string>(setting, "the path of a folder");
    } else if (setting.key == "seed") {
      config.seed = seed_of(setting);
    } else if (!is_option(setting, folder, config.options)) {
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
