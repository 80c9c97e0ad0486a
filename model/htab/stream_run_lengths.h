// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace htabsim {

/// The lengths of the runs of valid or of invalid entries in a stream, at most 65535 each (R19).
struct RunLengths {
  std::uint64_t runs = 0;
  std::uint64_t entries = 0;
  std::uint64_t longest = 0;
  /// Element k counts runs of 2^k to 2^(k+1)-1 entries.
  std::array<std::uint64_t, 16> by_power{};

  /// Counts a run, unless its length is 0.
  void add(std::uint16_t length) {
    if (length == 0) return;
    ++runs;
    entries += length;
    longest = std::max<std::uint64_t>(longest, length);
    ++by_power[static_cast<std::size_t>(std::bit_width(length)) - 1];
  }
};

}  // namespace htabsim
