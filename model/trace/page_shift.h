// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace htabsim {

/// Of the pages that a trace may tell of: POWER's smallest has 4K, and a real address has 60 bits.
inline constexpr unsigned kLeastPageShift = 12;
inline constexpr unsigned kMostPageShift = 60;

constexpr bool is_page_shift(unsigned shift) {
  return shift >= kLeastPageShift && shift <= kMostPageShift;
}

}  // namespace htabsim
