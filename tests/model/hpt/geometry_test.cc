// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/geometry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

TEST(HptGeometry, SmallestTableC4) {
  const HptGeometry geometry(18);  // HTABSIZE 0: 2^18 bytes, 2^11 PTEGs, 2^14 HPTEs
  EXPECT_EQ(geometry.bytes(), 256 * 1024);
  EXPECT_EQ(geometry.ptegs(), 2048);
  EXPECT_EQ(geometry.hptes(), 16384);
}

TEST(HptGeometry, LargestTableC9) {
  const HptGeometry geometry(46);  // HTABSIZE 28
  EXPECT_EQ(geometry.bytes(), std::uint64_t{64} << 40);
  EXPECT_EQ(geometry.ptegs(), std::uint64_t{1} << 39);
  EXPECT_EQ(geometry.hptes(), std::uint64_t{1} << 42);
}

TEST(HptGeometry, ContainsItsEntriesAndNoMoreC4) {
  const HptGeometry geometry(18);
  EXPECT_TRUE(geometry.contains(HpteIndex(0)));
  EXPECT_TRUE(geometry.contains(HpteIndex(16383)));
  EXPECT_FALSE(geometry.contains(HpteIndex(16384)));
}

TEST(HptGeometry, PtegIsTheLowBitsOfTheHashC5) {
  EXPECT_EQ(HptGeometry(18).pteg(0x7f'ffff'f923), PtegIndex(0x123));  // 0x923 in 11 bits
  EXPECT_EQ(HptGeometry(19).pteg(0x7f'ffff'f923), PtegIndex(0x923));
  EXPECT_EQ(HptGeometry(46).pteg(0xffff'ffff'ffff'ffff), PtegIndex(0x7f'ffff'ffff));
}

TEST(HptGeometry, FormatIsOfIsa207UnlessNamedD9) {
  EXPECT_EQ(HptGeometry(18).format(), HpteFormat::isa207);
  EXPECT_EQ(HptGeometry(18, HpteFormat::isa300).format(), HpteFormat::isa300);
}

RC_GTEST_PROP(HptGeometry, EveryHashSelectsAPtegOfTheTableC5, (std::uint64_t hash)) {
  const HptGeometry geometry(*rc::gen::inRange(18U, 47U));
  RC_ASSERT(geometry.contains(first_slot(geometry.pteg(hash)) + 7));
  RC_ASSERT(geometry.pteg(hash).value() == hash % geometry.ptegs());
}

}  // namespace
}  // namespace htabsim
