// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/told_sizes.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(ToldSizes, AnAddressHasTheSizeLastTold) {
  ToldSizes sizes(12);
  EXPECT_EQ(sizes.shift(Ea(0x1234567)), 12u);
  sizes.tell(Ea(0x1234567), 16);
  EXPECT_EQ(sizes.shift(Ea(0x1230000)), 16u);
  sizes.tell(Ea(0x1230000), 24);
  EXPECT_EQ(sizes.shift(Ea(0x1230000)), 24u);
  EXPECT_EQ(sizes.shift(Ea(0x1ffffff)), 24u);
}

TEST(ToldSizes, WhatIsKnownStays) {
  ToldSizes sizes(12);
  sizes.tell_if_new(Ea(0x20000), 16);
  sizes.tell_if_new(Ea(0x21000), 24);
  EXPECT_EQ(sizes.shift(Ea(0x21000)), 16u);
}

TEST(ToldSizes, WhatIsUntoldIsAsMostOfItsSegment) {
  ToldSizes sizes(12);
  sizes.tell(Ea(0x10000), 16);
  EXPECT_EQ(sizes.shift(Ea(0xfff0000)), 16u);
  EXPECT_EQ(sizes.shift(Ea(0x10000000)), 12u);
  for (const std::uint64_t ea : {0x1000000U, 0x2000000U}) sizes.tell(Ea(ea), 24);
  EXPECT_EQ(sizes.shift(Ea(0xfff0000)), 24u);
  sizes.tell(Ea(0x20000), 16);
  EXPECT_EQ(sizes.shift(Ea(0xfff0000)), 16u);  // of two sizes as often, the smaller
}

}  // namespace
}  // namespace htabsim
