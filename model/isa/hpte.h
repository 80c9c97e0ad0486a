// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>
#include <boost/endian/arithmetic.hpp>

#include "htabsim/model/isa/bits.h"

namespace htabsim {

/// Fields of a HPTE's dword 0 in the ISA 2.07 format, which PAPR and the HTAB stream also use on
/// later processors (facts D1, D10, R11).
namespace hpte_v {
inline constexpr std::uint64_t kSegmentSize = ibm_bits(0, 1);  ///< B: 0 256 MB, 1 1 TB
inline constexpr std::uint64_t kAvpn = ibm_bits(2, 56);        ///< abbreviated virtual page number
inline constexpr std::uint64_t kSoftware = ibm_bits(57, 60);   ///< not looked at by hardware
inline constexpr std::uint64_t kHvLock = ibm_bit(57);          ///< KVM: the entry's spin lock
inline constexpr std::uint64_t kAbsent = ibm_bit(58);          ///< KVM: valid to the guest only
inline constexpr std::uint64_t kBolted = ibm_bit(59);          ///< Linux guest: never evicted
inline constexpr std::uint64_t kLarge = ibm_bit(61);           ///< L
inline constexpr std::uint64_t kSecondary = ibm_bit(62);       ///< H
inline constexpr std::uint64_t kValid = ibm_bit(63);           ///< V
/// What H_REMOVE, H_PROTECT and a walk compare: B and AVPN.
inline constexpr std::uint64_t kCompare = kSegmentSize | kAvpn;
inline constexpr unsigned kSegmentSizeShift = 62;
inline constexpr unsigned kAvpnShift = 7;
}  // namespace hpte_v

/// Fields of a HPTE's dword 1 in the ISA 2.07 format (facts D2, D11).
namespace hpte_r {
inline constexpr std::uint64_t kPp0 = ibm_bit(0);
inline constexpr std::uint64_t kModified = ibm_bit(1);  ///< KVM, in the reverse map's copy only
inline constexpr std::uint64_t kKeyHigh = ibm_bits(2, 3);
inline constexpr std::uint64_t kRpn = ibm_bits(4, 51);  ///< ARPN || LP
inline constexpr std::uint64_t kKeyLow = ibm_bits(52, 54);
inline constexpr std::uint64_t kReferenced = ibm_bit(55);  ///< R
inline constexpr std::uint64_t kChanged = ibm_bit(56);     ///< C
inline constexpr std::uint64_t kWriteThrough = ibm_bit(57);
inline constexpr std::uint64_t kInhibited = ibm_bit(58);
inline constexpr std::uint64_t kMemory = ibm_bit(59);
inline constexpr std::uint64_t kGuarded = ibm_bit(60);
inline constexpr std::uint64_t kNoExecute = ibm_bit(61);
inline constexpr std::uint64_t kPp = ibm_bits(62, 63);
inline constexpr std::uint64_t kPpReadWrite = 0b10;  ///< for both keys (facts E1)
inline constexpr std::uint64_t kPpReadOnly = 0b11;   ///< for both keys (facts E1)
inline constexpr std::uint64_t kKey = kKeyHigh | kKeyLow;
inline constexpr std::uint64_t kRc = kReferenced | kChanged;
/// What H_PROTECT replaces.
inline constexpr std::uint64_t kProtection = kPp0 | kKey | kNoExecute | kPp;
}  // namespace hpte_r

static_assert(hpte_v::kHvLock == 0x40 && hpte_v::kAbsent == 0x20 && hpte_v::kBolted == 0x10);
static_assert(hpte_r::kRpn == 0x0ffffffffffff000 && hpte_r::kRc == 0x180);

/// A hashed page table entry as two dwords in the ISA 2.07 format.
struct Hpte {
  std::uint64_t v = 0;
  std::uint64_t r = 0;

  friend bool operator==(const Hpte&, const Hpte&) = default;
};

/// A HPTE's sixteen bytes in memory, big-endian, in the format of the processor (HpteFormat).
struct RawHpte {
  boost::endian::big_uint64_t dword0 = 0;
  boost::endian::big_uint64_t dword1 = 0;
};
static_assert(sizeof(RawHpte) == 16 && alignof(RawHpte) == 1);

/// Where B lies in memory: dword 0 up to ISA 2.07, dword 1 bits 4:5 from ISA 3.0 (facts D9).
enum class HpteFormat : std::uint8_t { isa207, isa300 };
BOOST_DESCRIBE_ENUM(HpteFormat, isa207, isa300)

/// From the ISA 2.07 format to the processor's and back. ISA 3.0 keeps 52 bits of dword 0, so the
/// ten highest AVPN bits do not survive the round trip (facts D9, R62).
Hpte to_memory_format(Hpte entry, HpteFormat format);
Hpte from_memory_format(Hpte memory, HpteFormat format);

/// The virtual page class key of dword 1 (facts D2).
constexpr unsigned protection_key(std::uint64_t r) {
  return static_cast<unsigned>(((r >> 57) & 0x18) | ((r >> 9) & 0x7));
}

}  // namespace htabsim
