// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/base/source_line.h"
#include "htabsim/tlm/kit/config.h"
#include "sc_main/config/parameter_access.h"

namespace htabsim {

/// One `key = value`, and where it was said.
struct Setting {
  std::string key;  ///< dotted
  ParameterValue value;
  SourceLine where;
};

/// One table of a list of them: [[NAME]] in TOML.
struct SettingTable {
  std::vector<Setting> settings;  ///< their keys begin with the list's name
  SourceLine where;
};

/// What a TOML file says, in the order of its lines.
struct SettingsFile {
  std::vector<Setting> settings;
  std::vector<SettingTable> tables;
};

/// Every setting of a TOML file, whatever the key, and the tables of `lists`, which are names of
/// lists. InputError for a file that cannot be read or is no TOML, or a value that is neither
/// number, boolean nor text.
SettingsFile read_settings(const std::filesystem::path& file,
                           std::span<const std::string_view> lists = {});

/// The argument of --set, "KEY=VALUE", VALUE as in TOML or text without quotes. InputError if there
/// is no "=".
Setting parse_setting(const std::string& argument);

/// Sets the parameters of `config` one after the other. InputError where a setting is wrong, or
/// where the last one contradicts another parameter.
void apply_settings(Config& config, std::span<const Setting> settings);

}  // namespace htabsim
