// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/lru_order.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/base/round_trip.h"

namespace htabsim {
namespace {

TEST(LruOrderTest, OldestIsTheOneUsedLeastRecently) {
  LruOrder order(3);
  for (const std::size_t way : {0, 1, 2, 0}) order.use(way);
  EXPECT_EQ(order.oldest(), 1U);
  order.use(1);
  EXPECT_EQ(order.oldest(), 2U);
  EXPECT_EQ(order.oldest(), 2U) << "asking is no use";
}

RC_GTEST_PROP(LruOrderTest, IsThatOfAListOfUses, (const std::vector<std::uint8_t>& steps)) {
  const auto ways = *rc::gen::inRange<std::size_t>(1, 20);
  LruOrder order(ways);
  std::vector<std::size_t> by_use;  // the least recent first
  for (std::size_t way = 0; way < ways; ++way) {
    order.use(way);
    by_use.push_back(way);
  }
  for (const std::uint8_t step : steps) {
    if (step % 3 == 0) {
      RC_ASSERT(order.oldest() == by_use.front());
      continue;
    }
    const std::size_t way = step % ways;
    order.use(way);
    by_use.erase(std::ranges::find(by_use, way));
    by_use.push_back(way);
  }
}

TEST(LruOrderTest, LoadedOneGoesOnAsTheSavedOne) {
  LruOrder saved(3);
  for (const std::size_t way : {0, 1, 2, 0}) saved.use(way);
  LruOrder loaded(3);
  EXPECT_TRUE(load_saved(saved, loaded));
  EXPECT_EQ(loaded.oldest(), 1U);
  loaded.use(1);
  EXPECT_EQ(loaded.oldest(), 2U);
}

}  // namespace
}  // namespace htabsim
