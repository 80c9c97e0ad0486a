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
  std::string list;               ///< its name
  std::vector<Setting> settings;  ///< their keys begin with the list's name
  SourceLine where;
};

/// What a TOML file says, in the order of its lines.
struct SettingsFile {
  std::vector<Setting> settings;
  std::vector<SettingTable> tables;
};

/// What of a TOML file is more than one value.
struct SettingLists {
  std::span<const std::string_view> tables;  ///< names of lists of tables
  std::span<const std::string_view> values;  ///< dotted keys of arrays: a setting for each element
};

/// Every setting of a TOML file, whatever the key, and the lists that it may have. InputError for a
/// file that cannot be read or is no TOML, or a value that is neither number, boolean nor text.
SettingsFile read_settings(const std::filesystem::path& file, const SettingLists& lists = {});

/// The argument of --set, "KEY=VALUE", VALUE as in TOML or text without quotes. InputError if there
/// is no "=".
Setting parse_setting(const std::string& argument);

/// Sets the parameters of `config` one after the other, even if they contradict each other.
/// InputError where a setting is wrong.
void set_parameters(Config& config, std::span<const Setting> settings);

/// The same. InputError also where the last one contradicts another parameter.
void apply_settings(Config& config, std::span<const Setting> settings);

}  // namespace htabsim
