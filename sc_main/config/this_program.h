// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace htabsim {

/// The file of the program that runs: whoever starts another one is not to be taken for it.
inline std::filesystem::path this_program() { return std::filesystem::canonical("/proc/self/exe"); }

}  // namespace htabsim
