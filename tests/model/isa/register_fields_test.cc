// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include <gtest/gtest.h>

#include "htabsim/model/isa/fault.h"
#include "htabsim/model/isa/lpcr.h"
#include "htabsim/model/isa/slb_fields.h"

namespace htabsim {
namespace {

/// 2^(63 - n): bit n as the architecture counts.
constexpr std::uint64_t bit(unsigned n) { return std::uint64_t{1} << (63 - n); }

TEST(IsaRegisterFields, LpcrA6) {
  EXPECT_EQ(lpcr::kVpm0, bit(0));
  EXPECT_EQ(lpcr::kVpm1, bit(1));
  EXPECT_EQ(lpcr::kIsl, bit(2));
  EXPECT_EQ(lpcr::kKbv, bit(3));
  EXPECT_EQ(lpcr::kVrmasd, 0x000f'8000'0000'0000U);  // 12:16
  EXPECT_EQ(lpcr::kRmls, 0x3c00'0000U);              // 34:37
  EXPECT_EQ(lpcr::kUprt, bit(41));
  EXPECT_EQ(lpcr::kHr, bit(43));
  EXPECT_EQ(lpcr::kGtse, bit(53));
}

TEST(IsaRegisterFields, SlbmteRsB2) {
  EXPECT_EQ(slb_vsid::kB, 0xc000'0000'0000'0000U);     // 0:1
  EXPECT_EQ(slb_vsid::kVsid, 0x3fff'ffff'ffff'f000U);  // 2:51
  EXPECT_EQ(slb_vsid::kKs, 0x800U);
  EXPECT_EQ(slb_vsid::kKp, 0x400U);
  EXPECT_EQ(slb_vsid::kNoExecute, 0x200U);
  EXPECT_EQ(slb_vsid::kLarge, 0x100U);
  EXPECT_EQ(slb_vsid::kClass, 0x80U);
  EXPECT_EQ(slb_vsid::kLp, 0x30U);  // 58:59
}

TEST(IsaRegisterFields, SlbmteRbB2) {
  EXPECT_EQ(slb_esid::kEsid, 0xffff'ffff'f000'0000U);    // 0:35
  EXPECT_EQ(slb_esid::kEsid1T, 0xffff'ff00'0000'0000U);  // 0:23
  EXPECT_EQ(slb_esid::kValid, 0x0800'0000U);
  EXPECT_EQ(slb_esid::kIndex, 0xfffU);  // 52:63
}

TEST(IsaRegisterFields, CausesLeaveTheOtherBitsOfSrr1ToTheMsrE5) {
  EXPECT_EQ(cause::kSrr1Mask, 0x783f'0000U);
}

TEST(IsaRegisterFields, InterruptsAreNamedAsTheArchitectureNamesThem) {
  EXPECT_EQ(name(Interrupt::kDataSegment), "data segment");
  EXPECT_EQ(name(Interrupt::kInstructionStorage), "ISI");
  EXPECT_EQ(name(Interrupt::kInstructionSegment), "instruction segment");
}

}  // namespace
}  // namespace htabsim
