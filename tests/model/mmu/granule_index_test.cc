// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/granule_index.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(GranuleIndexTest, FindsTheGranuleThatCoversAnAddress) {
  GranuleIndex index(4);
  index.add(2, Ea(0x3000), 12);
  EXPECT_EQ(index.find(Ea(0x3fff)), 2U);
  EXPECT_FALSE(index.find(Ea(0x2fff)));
  EXPECT_FALSE(index.find(Ea(0x4000)));
  index.remove(2);
  EXPECT_FALSE(index.find(Ea(0x3000)));
}

TEST(GranuleIndexTest, OfSeveralSizesTheLowestWayCounts) {
  GranuleIndex index(4);
  index.add(3, Ea(0x1'0000), 16);
  index.add(1, Ea(0x1'2000), 12);
  EXPECT_EQ(index.find(Ea(0x1'2345)), 1U);
  EXPECT_EQ(index.find(Ea(0x1'3345)), 3U);
  index.remove(1);
  EXPECT_EQ(index.find(Ea(0x1'2345)), 3U);
}

// More than there are buckets, so that some hold several.
TEST(GranuleIndexTest, HoldsAsManyAsThereAreWays) {
  constexpr std::size_t kWays = 1000;
  GranuleIndex index(kWays);
  for (std::size_t way = 0; way < kWays; ++way) index.add(way, Ea(way << 24), 24);
  for (std::size_t way = 0; way < kWays; way += 2) index.remove(way);
  for (std::size_t way = 0; way < kWays; ++way) {
    EXPECT_EQ(index.find(Ea(way << 24)).has_value(), way % 2 == 1) << way;
  }
}

}  // namespace
}  // namespace htabsim
