// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/presets.h"

#include <algorithm>
#include <cstdlib>
#include <ranges>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/nearest_name.h"

namespace htabsim {

namespace {

constexpr std::string_view kDescription = "description";
constexpr std::string_view kAbout = "about.";

const std::string& text_of(const Setting& setting) {
  const auto* text = std::get_if<std::string>(&setting.value);
  if (!text) throw setting.where.error(setting.key + ": expected a text");
  return *text;
}

/// "SOURCE; confidence WORD"
ParameterSource parse_source(const Setting& setting) {
  constexpr std::string_view kSeparator = "; confidence ";
  const std::string& text = text_of(setting);
  const std::size_t end = text.rfind(kSeparator);
  const auto confidence =
      end == std::string::npos
          ? std::nullopt
          : enumerator_from_name<Confidence>(text.substr(end + kSeparator.size()));
  if (!confidence) {
    throw setting.where.error(setting.key +
                              ": does not end in \"; confidence\" high, medium, low or knob");
  }
  return {text.substr(0, end), *confidence};
}

Preset read_preset(const std::string& name, const std::filesystem::path& file) {
  Preset preset{name, "", {}, {}};
  for (Setting& setting : read_settings(file)) {
    if (setting.key == kDescription) {
      preset.description = text_of(setting);
    } else if (setting.key.starts_with(kAbout)) {
      const std::string key = setting.key.substr(kAbout.size());
      check_key(key, setting.where);
      preset.sources.emplace(key, parse_source(setting));
    } else {
      check_key(setting.key, setting.where, std::span(&kDescription, 1));
      preset.settings.push_back(std::move(setting));
    }
  }
  return preset;
}

/// Beside the program, as in the folder that it is built in, and where it is installed.
std::vector<std::filesystem::path> folders_of_the_program() {
  const auto program_folder = std::filesystem::canonical("/proc/self/exe").parent_path();
  return {program_folder / "presets", (program_folder / HTABSIM_PRESETS).lexically_normal()};
}

bool is_folder(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

InputError no_presets(const std::vector<std::filesystem::path>& folders) {
  const auto text = [](const std::filesystem::path& folder) { return folder.string(); };
  return {"presets", InputError::kNoLine,
          fmt::format("there is no folder {}; HTABSIM_PRESET_DIR can name another",
                      fmt::join(folders | std::views::transform(text), ", nor "))};
}

}  // namespace

std::filesystem::path preset_folder() {
  if (const char* chosen = std::getenv("HTABSIM_PRESET_DIR"); chosen && *chosen) return chosen;
  const std::vector<std::filesystem::path> folders = folders_of_the_program();
  const auto found = std::ranges::find_if(folders, is_folder);
  if (found == folders.end()) throw no_presets(folders);
  return *found;
}

std::vector<std::string> preset_names() {
  const std::filesystem::path folder = preset_folder();
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  if (error) {
    throw InputError(folder.string(), InputError::kNoLine,
                     fmt::format("cannot read the folder of presets ({}); HTABSIM_PRESET_DIR can "
                                 "name another",
                                 error.message()));
  }
  std::ranges::sort(names);
  return names;
}

Preset load_preset(const std::string& name, const SourceLine& where) {
  const std::vector<std::string> names = preset_names();
  if (std::ranges::find(names, name) == names.end()) {
    const auto nearest = nearest_name(name, names);
    throw where.error(fmt::format("unknown preset \"{}\"; {}", name,
                                  nearest ? fmt::format("the nearest is \"{}\"", *nearest)
                                          : "there is none in " + preset_folder().string()));
  }
  return read_preset(name, preset_folder() / (name + ".toml"));
}

}  // namespace htabsim
