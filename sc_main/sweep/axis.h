// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sc_main/config/config_file.h"

namespace htabsim {

/// What a sweep changes: a parameter, or one of preset, trace, guest and seed; and the values that
/// it has in turn, each a setting of that key.
struct Axis {
  std::string key;
  std::vector<Setting> values;  ///< one at least
};

/// A table [[axis]]: `key`, and either `values`, or `from` and `to` with `step` or `factor`. Paths
/// are relative to the file's folder. InputError for what cannot be meant: an unknown key, a value
/// that the key cannot have, a range without an end.
Axis parse_axis(const SettingTable& table);

/// As many seeds as there are repetitions, from the first one on.
Axis repetitions(std::uint64_t first_seed, std::uint64_t count, const SourceLine& where);

/// The file with one value of an axis in it; paths are relative to `folder`.
void take_value(ConfigFile& file, const Setting& value, const std::filesystem::path& folder);

}  // namespace htabsim
