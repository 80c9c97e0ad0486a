// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/bits.h"

namespace htabsim {

/// Fields of slbmte's RS and slbmfev's RT (facts B2).
namespace slb_vsid {
inline constexpr std::uint64_t kB = ibm_bits(0, 1);
inline constexpr std::uint64_t kVsid = ibm_bits(2, 51);
inline constexpr std::uint64_t kKs = ibm_bit(52);
inline constexpr std::uint64_t kKp = ibm_bit(53);
inline constexpr std::uint64_t kNoExecute = ibm_bit(54);
inline constexpr std::uint64_t kLarge = ibm_bit(55);
inline constexpr std::uint64_t kClass = ibm_bit(56);
inline constexpr std::uint64_t kLp = ibm_bits(58, 59);
}  // namespace slb_vsid

/// Fields of slbmte's RB, slbmfee's RT and slbie's RB (facts B2, B7, B8).
namespace slb_esid {
inline constexpr std::uint64_t kEsid = ibm_bits(0, 35);
inline constexpr std::uint64_t kEsid1T = ibm_bits(0, 23);
inline constexpr std::uint64_t kValid = ibm_bit(36);
inline constexpr std::uint64_t kIndex = ibm_bits(52, 63);
}  // namespace slb_esid

}  // namespace htabsim
