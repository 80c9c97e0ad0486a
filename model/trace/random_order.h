// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace htabsim {

/// The numbers from 0 to count-1 in a random order, each at exactly one position. The order is
/// computed, not stored, so any position can be asked for.
///
/// With k the least number for which 2^k >= count, h = (k + 1) / 2 rounded down, and m(i) number i
/// of SplitMix64 after the seed, round r, from 0 to 3, takes x to
///
///     x = (x * (m(2r) | 1) + m(2r + 1)) mod 2^k;  x = x xor (x >> h)
///
/// Each half of a round is a bijection of the numbers below 2^k, so the four rounds together are
/// one. The number at position i is the first below count among rounds(i), rounds(rounds(i)), ...;
/// as the cycle comes back to i, there is one. It takes less than 2 tries on average.
///
/// examples/host/microbench.h has the same in C; the two must not part.
class RandomOrder {
 public:
  /// `count` is from 1 to 2^63.
  RandomOrder(std::uint64_t count, std::uint64_t seed);

  /// The number at a position below count.
  [[nodiscard]] std::uint64_t at(std::uint64_t position) const;

 private:
  struct Round {
    std::uint64_t multiplier = 1;
    std::uint64_t addend = 0;
  };

  [[nodiscard]] std::uint64_t scrambled(std::uint64_t x) const;

  std::uint64_t count_;
  std::uint64_t mask_;
  unsigned half_bits_;
  std::array<Round, 4> rounds_;
};

}  // namespace htabsim
