// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace htabsim {

/// How long the runs of a stream are: of valid or of invalid entries, at most 65535 (R19).
struct RunLengths {
  std::uint64_t runs = 0;
  std::uint64_t entries = 0;
  std::uint64_t longest = 0;
  /// At k: the runs of 2^k to 2^(k+1)-1 entries.
  std::array<std::uint64_t, 16> by_power{};

  /// A run of no entries is none.
  void add(std::uint16_t length) {
    if (length == 0) return;
    ++runs;
    entries += length;
    longest = std::max<std::uint64_t>(longest, length);
    ++by_power[static_cast<std::size_t>(std::bit_width(length)) - 1];
  }
};

}  // namespace htabsim
