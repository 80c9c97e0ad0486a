// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/address_space.h"

#include "htabsim/model/base/split_mix.h"
#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

constexpr unsigned kVirtualAddressBits = 68;
constexpr std::uint64_t kMultiplier = 0x9e37'79b1;  // a prime near 2^32 / 1.618

/// Permutes the numbers of so many bits. Each step can be undone: a sum, a product with an odd
/// number, and high bits on low ones.
std::uint64_t permuted(std::uint64_t number, unsigned bits, std::uint64_t seed) {
  constexpr std::uint64_t kRounds = 4;
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    number += split_mix_64(seed, 2 * round);
    number *= split_mix_64(seed, 2 * round + 1) | 1;
    number &= low_mask(bits);
    number ^= number >> (bits / 2);
  }
  return number;
}

}  // namespace

Vsid AddressSpace::vsid(std::uint64_t number) const {
  const unsigned bits = kVirtualAddressBits - shift(size_);
  switch (allocation_) {
    case VsidAllocation::linux:
      return Vsid(number * kMultiplier & low_mask(bits));
    case VsidAllocation::linear:
      break;
    case VsidAllocation::random:
      return Vsid(permuted(number, bits, seed_));
  }
  return Vsid(number & low_mask(bits));
}

Segment AddressSpace::segment(Ea ea, std::uint32_t process) {
  const ProcessEsid named(process, ea.value() >> shift(size_));
  const std::uint64_t ordinal = ordinals_.try_emplace(named, ordinals_.size()).first->second;
  // From 1 on, as VSID 0 is left unused.
  const std::uint64_t number = ordinal * spaces_ + number_ + 1;
  return {.vsid = vsid(number),
          .size = size_,
          .base_page = base_page_,
          .supervisor_key = true,
          .problem_key = true,
          .no_execute = false,
          .class_one = true};
}

}  // namespace htabsim
