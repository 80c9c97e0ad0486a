// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/isa/slb.h"

namespace htabsim {
namespace {

TEST(SlbfeeTest, FindsAnEntryByItsEffectiveAddressB7) {
  Slb slb;
  slb.slbmte(0x1234'5000, 0x1000'0000'0800'0003);
  EXPECT_EQ(slb.slbfee(0x1000'0000'0000'0000), 0x1234'5000U);
  EXPECT_EQ(slb.slbfee(0x1000'0000'0fff'ffff), 0x1234'5000U);
  EXPECT_EQ(slb.slbfee(0x1000'0000'1000'0000), std::nullopt);  // the next segment
}

TEST(SlbfeeTest, TwoMatchesAreNoAnswerB5B7) {
  Slb slb;
  slb.slbmte(0x1000, 0x1000'0000'0800'0003);
  slb.slbmte(0x2000, 0x1000'0000'0800'0007);
  EXPECT_EQ(slb.slbfee(0x1000'0000'0000'0000), std::nullopt);
}

TEST(SlbfeeTest, AnInvalidEntryIsNotFoundB7) {
  Slb slb;
  slb.slbmte(0x1000, 0x1000'0000'0800'0003);
  slb.slbie(0x1000'0000'0000'0000);
  EXPECT_EQ(slb.slbfee(0x1000'0000'0000'0000), std::nullopt);
}

}  // namespace
}  // namespace htabsim
