// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sc_main/config/parameters.h"
#include "sc_main/config/settings.h"

namespace htabsim {

inline constexpr const char* kDefaultPreset = "power8";

/// Where a preset has a figure from.
struct ParameterSource {
  std::string text;
  Confidence confidence = Confidence::knob;

  friend bool operator==(const ParameterSource&, const ParameterSource&) = default;
};

/// A named set of parameters: a TOML file in the folder of presets.
struct Preset {
  std::string name;
  std::string description;
  std::vector<Setting> settings;
  std::map<std::string, ParameterSource> sources;  ///< by key, for those that it sets
};

/// HTABSIM_PRESET_DIR of the environment; without it the folder "presets" beside the program, or
/// share/htabsim/presets of the prefix that the program is installed in. InputError, naming both
/// folders, if there is neither.
std::filesystem::path preset_folder();

/// The names of the presets there are, sorted. InputError if the folder cannot be read.
std::vector<std::string> preset_names();

/// InputError at `where`, naming the nearest one, if there is no preset of that name; in its file
/// if that is wrong.
Preset load_preset(const std::string& name, const SourceLine& where);

/// Where a preset's value of a parameter is from: the preset's own word, else the built-in one.
ParameterSource source_of(const ParameterInfo& parameter, const Preset& preset);

}  // namespace htabsim
