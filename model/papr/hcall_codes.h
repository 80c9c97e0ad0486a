// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "htabsim/model/isa/bits.h"

namespace htabsim {

/// What r3 holds at `sc 1`: the hcalls that touch the hashed page table (facts I0).
enum class HcallToken : std::uint64_t {
  kRemove = 0x04,
  kEnter = 0x08,
  kRead = 0x0c,
  kClearMod = 0x10,
  kClearRef = 0x14,
  kProtect = 0x18,
  kPageInit = 0x2c,
  kBulkRemove = 0x124,
  kBlockRemove = 0x328,
  kResizeHptPrepare = 0x36c,
  kResizeHptCommit = 0x370,
  kRegisterProcessTable = 0x37c,
};

/// What r3 holds afterwards (facts I0).
enum class HcallStatus : std::int64_t {
  kSuccess = 0,
  kBusy = 1,
  kClosed = 2,
  kNotAvailable = 3,
  kHardware = -1,
  kFunction = -2,
  kPrivilege = -3,
  kParameter = -4,
  kPtegFull = -6,
  kNotFound = -7,
  kNoMemory = -9,
  kAuthority = -10,
  kResource = -16,
  kRescinded = -46,
  kParameter2 = -55,
  kParameter3 = -56,
  kParameter4 = -57,
  kTooBig = -64,
  kLongBusy1Ms = 9900,
  kLongBusy10Ms = 9901,
  kLongBusy100Ms = 9902,
  kLongBusy1S = 9903,
  kLongBusy10S = 9904,
  kLongBusy100S = 9905,
};

/// PAPR's names: "H_ENTER", "H_PTEG_FULL". "H_?" for a value that is none of the enumerators.
std::string_view name(HcallToken token);
std::string_view name(HcallStatus status);

/// Bits of the flags argument (facts I1).
namespace hcall_flag {
inline constexpr std::uint64_t kLargePage = ibm_bit(16);
inline constexpr std::uint64_t kExact = ibm_bit(24);
inline constexpr std::uint64_t kTranslate = ibm_bit(25);  ///< R_XLATE
inline constexpr std::uint64_t kRead4 = ibm_bit(26);
inline constexpr std::uint64_t kPageState = ibm_bits(28, 31);  ///< CMO
inline constexpr std::uint64_t kAvpn = ibm_bit(32);
inline constexpr std::uint64_t kAndCond = ibm_bit(33);
inline constexpr std::uint64_t kIcacheInvalidate = ibm_bit(40);
inline constexpr std::uint64_t kIcacheSync = ibm_bit(41);
inline constexpr std::uint64_t kCoalesce = ibm_bit(42);  ///< CC
inline constexpr std::uint64_t kZeroPage = ibm_bit(48);
inline constexpr std::uint64_t kCopyPage = ibm_bit(49);
inline constexpr std::uint64_t kKeyHigh = ibm_bits(50, 51);
inline constexpr std::uint64_t kKeyLow = ibm_bits(52, 54);
inline constexpr std::uint64_t kPp0 = ibm_bit(55);
inline constexpr std::uint64_t kNoExecute = ibm_bit(61);
inline constexpr std::uint64_t kPp = ibm_bits(62, 63);
}  // namespace hcall_flag

static_assert(hcall_flag::kExact == 0x80'0000'0000 && hcall_flag::kRead4 == 0x20'0000'0000);
static_assert(hcall_flag::kAvpn == 0x8000'0000 && hcall_flag::kAndCond == 0x4000'0000);
static_assert(hcall_flag::kZeroPage == 0x8000 && hcall_flag::kCopyPage == 0x4000);

}  // namespace htabsim
