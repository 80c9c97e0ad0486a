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
#include "sc_main/config/shipped_folder.h"

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
  for (Setting& setting : read_settings(file).settings) {
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

constexpr ShippedFolder kPresets = {"presets", "HTABSIM_PRESET_DIR", ".toml"};

}  // namespace

std::filesystem::path preset_folder() { return path_of(kPresets); }

std::vector<std::string> preset_names() { return names_in(kPresets); }

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

ParameterSource source_of(const ParameterInfo& parameter, const Preset& preset) {
  const auto own = preset.sources.find(std::string(parameter.key));
  if (own != preset.sources.end()) return own->second;
  return {std::string(parameter.source), parameter.confidence};
}

}  // namespace htabsim
