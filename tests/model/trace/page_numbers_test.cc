// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/page_numbers.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(PageNumbers, CountUpInTheOrderOfFirstUse) {
  PageNumbers numbers;
  EXPECT_EQ(numbers.number(Ea(0x5fff)), 0u);
  EXPECT_EQ(numbers.number(Ea(0x6000)), 1u);
  EXPECT_EQ(numbers.number(Ea(0x5000)), 0u);
  EXPECT_EQ(numbers.number(Ea(0xffff'ffff'ffff'ffff)), 2u);
  EXPECT_EQ(numbers.number(Ea(0)), 3u);
  EXPECT_EQ(numbers.pages(), (std::vector<std::uint64_t>{5, 6, 0xf'ffff'ffff'ffff, 0}));
}

}  // namespace
}  // namespace htabsim
