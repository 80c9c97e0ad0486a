// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/bits.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

TEST(IsaBits, RangeIsCountedFromTheMostSignificantBit) {
  EXPECT_EQ(ibm_bits(0, 63), 0xffff'ffff'ffff'ffff);
  EXPECT_EQ(ibm_bits(0, 1), 0xc000'0000'0000'0000);
  EXPECT_EQ(ibm_bits(44, 51), 0xff000);
  EXPECT_EQ(ibm_bits(62, 63), 3);
}

TEST(IsaBits, OneBitIsCountedFromTheMostSignificantBit) {
  EXPECT_EQ(ibm_bit(0), 0x8000'0000'0000'0000);
  EXPECT_EQ(ibm_bit(36), 0x0800'0000);
}

TEST(IsaBits, LowMaskHoldsAtBothEnds) {
  EXPECT_EQ(low_mask(0), 0);
  EXPECT_EQ(low_mask(12), 0xfff);
  EXPECT_EQ(low_mask(64), 0xffff'ffff'ffff'ffff);
}

TEST(IsaBits, AnyNeedsOneCommonBit) {
  EXPECT_TRUE(any(0x6, 0xc));
  EXPECT_FALSE(any(0x6, 0x9));
  EXPECT_FALSE(any(0x6, 0));
}

RC_GTEST_PROP(IsaBits, RangeCoversExactlyItsBits, ()) {
  const auto first = *rc::gen::inRange(0U, 64U);
  const auto last = *rc::gen::inRange(first, 64U);
  for (unsigned bit = 0; bit < 64; ++bit) {
    const bool inside = first <= bit && bit <= last;
    RC_ASSERT(((ibm_bits(first, last) >> (63 - bit)) & 1) == (inside ? 1U : 0U));
  }
}

}  // namespace
}  // namespace htabsim
