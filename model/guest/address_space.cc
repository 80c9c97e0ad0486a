// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/address_space.h"

#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

constexpr unsigned kVirtualAddressBits = 68;
constexpr std::uint64_t kMultiplier = 0x9e37'79b1;  // a prime near 2^32 / 1.618

Vsid scrambled(std::uint64_t number, SegmentSize size) {
  return Vsid(number * kMultiplier & low_mask(kVirtualAddressBits - shift(size)));
}

}  // namespace

Segment AddressSpace::segment(Ea ea) {
  const std::uint64_t esid = ea.value() >> shift(size_);
  const std::uint64_t ordinal = ordinals_.try_emplace(esid, ordinals_.size()).first->second;
  // From 1 on, as VSID 0 is left unused.
  const std::uint64_t number = ordinal * spaces_ + number_ + 1;
  return {.vsid = scrambled(number, size_),
          .size = size_,
          .base_page = base_page_,
          .supervisor_key = true,
          .problem_key = true,
          .no_execute = false,
          .class_one = true};
}

}  // namespace htabsim
