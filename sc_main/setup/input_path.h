// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace htabsim {

/// The file that a command line names: - is the standard input.
inline std::filesystem::path input_path(const std::filesystem::path& name) {
  return name == "-" ? "/dev/stdin" : name;
}

}  // namespace htabsim
