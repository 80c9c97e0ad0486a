// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace htabsim {

/// 2^shift bytes, shift below 64, for people: "4K", "16M", "1T".
inline std::string size_text(unsigned shift) {
  constexpr std::string_view kUnits[] = {"", "K", "M", "G", "T", "P", "E"};
  return fmt::format("{}{}", 1u << shift % 10, kUnits[shift / 10]);
}

}  // namespace htabsim
