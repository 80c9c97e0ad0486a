// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace htabsim {

/// The mask of bits first..last of a 64-bit register in the Power ISA's numbering (bit 0 is the
/// most significant one).
constexpr std::uint64_t ibm_bits(unsigned first, unsigned last) {
  const std::uint64_t from_first = ~std::uint64_t{0} >> first;
  const std::uint64_t to_last = ~std::uint64_t{0} << (63 - last);
  return from_first & to_last;
}

constexpr std::uint64_t ibm_bit(unsigned bit) { return ibm_bits(bit, bit); }

/// All ones in the low `count` bits.
constexpr std::uint64_t low_mask(unsigned count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

constexpr bool any(std::uint64_t value, std::uint64_t mask) { return (value & mask) != 0; }

static_assert(ibm_bits(2, 56) == 0x3fffffffffffff80);
static_assert(ibm_bit(63) == 1);

}  // namespace htabsim
