// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/lpcr.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

/// 2^(63 - n): bit n as the architecture counts.
constexpr std::uint64_t bit(unsigned n) { return std::uint64_t{1} << (63 - n); }

TEST(LpcrTest, FieldsStandWhereTheArchitectureHasThemA6) {
  // Bits 0, 1 and 2; VRMASD 12:16; RMLS 34:37. Each alone, so that none reads another's bits.
  EXPECT_TRUE(Lpcr(0x8000'0000'0000'0000).vpm0());
  EXPECT_TRUE(Lpcr(0x4000'0000'0000'0000).vpm1());
  EXPECT_TRUE(Lpcr(0x2000'0000'0000'0000).isl());
  EXPECT_EQ(Lpcr(0x000f'8000'0000'0000).vrmasd(), 0x1fU);
  EXPECT_EQ(Lpcr(0x0000'0000'3c00'0000).rmls(), 0xfU);
}

TEST(LpcrTest, AFieldIsBlindToAllOtherBitsA6) {
  EXPECT_FALSE(Lpcr(~0x8000'0000'0000'0000ULL).vpm0());
  EXPECT_FALSE(Lpcr(~0x4000'0000'0000'0000ULL).vpm1());
  EXPECT_FALSE(Lpcr(~0x2000'0000'0000'0000ULL).isl());
  EXPECT_EQ(Lpcr(~0x000f'8000'0000'0000ULL).vrmasd(), 0U);
  EXPECT_EQ(Lpcr(~0x0000'0000'3c00'0000ULL).rmls(), 0U);
}

TEST(LpcrTest, VrmasdOf64KPagesIsLAndLp01A5) {
  // As in native_vrma64k: VPM0, and L=1, LP=01 in bits 12:16.
  EXPECT_EQ(Lpcr(0x8008'8000'0000'000c).vrmasd(), 0x11U);
}

TEST(LpcrTest, EveryFieldHasItsBitsA6) {
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

TEST(LpcrTest, IsZeroUnlessSet) { EXPECT_EQ(Lpcr().value(), 0U); }

}  // namespace
}  // namespace htabsim
