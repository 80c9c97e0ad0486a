// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace htabsim {

/// A folder of files that come with the program.
struct ShippedFolder {
  std::string_view name;         ///< "presets"
  std::string_view environment;  ///< the variable that can name another
  std::string_view extension;    ///< of its files, ".toml"
};

/// The one that the environment names; without it the folder beside the program, or in
/// share/htabsim of the prefix that the program is installed in. InputError, naming both folders,
/// if there is neither.
std::filesystem::path path_of(const ShippedFolder& folder);

/// The names of the files there are, without their extension, sorted. InputError if the folder
/// cannot be read.
std::vector<std::string> names_in(const ShippedFolder& folder);

}  // namespace htabsim
