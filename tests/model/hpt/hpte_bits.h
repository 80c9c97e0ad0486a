// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// Bits of an entry as numbers: what tests expect does not come from the model's own names.
namespace htabsim::hpte_bits {

inline constexpr std::uint64_t kLock = 0x40, kAbsent = 0x20, kBolted = 0x10, kLarge = 4, kValid = 1;
inline constexpr std::uint64_t kR = 0x100, kC = 0x80;
inline constexpr std::uint64_t kModified = std::uint64_t{1} << 62;  ///< of the reverse map

}  // namespace htabsim::hpte_bits
