// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace htabsim {

/// Random number `i`, from 0, of SplitMix64 after a seed, computed without those before it (Steele,
/// Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
constexpr std::uint64_t split_mix_64(std::uint64_t seed, std::uint64_t i) {
  std::uint64_t z = seed + (i + 1) * 0x9e37'79b9'7f4a'7c15;
  z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9;
  z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11eb;
  return z ^ (z >> 31);
}

}  // namespace htabsim
