// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/random_orders.h"

#include <gtest/gtest.h>

#include "htabsim/model/explore/barrier_table.h"
#include "tests/model/explore/shipped_scenarios.h"

namespace htabsim {
namespace {

TEST(RandomOrders, FindWhatBreaksAndSayHow) {  // R34, R64
  const Scenario scenario = shipped_scenario("migration_first_zero");
  const RandomOrders found = try_random_orders(scenario, {});
  ASSERT_TRUE(found.violation && found.violation->promise);
  EXPECT_EQ(found.violation->promise->promise, "no_lost_update");
  const Replayed replayed = replay(scenario, {}, found.violation->choices);
  ASSERT_TRUE(replayed.standing.broken);
  EXPECT_EQ(replayed.standing.broken->text, found.violation->promise->text);
  EXPECT_EQ(found.violation->steps(), found.violation->choices.size());
}

TEST(RandomOrders, FindADefectThatTakesARace) {
  RandomOrdersOptions options;
  options.rules.defect = Defect::remove_reads_rc_early;
  const RandomOrders found = try_random_orders(shipped_scenario("walk_remove"), options);
  ASSERT_TRUE(found.violation && found.violation->promise);
  EXPECT_EQ(found.violation->promise->promise, "no_lost_update");
}

TEST(RandomOrders, NothingIsFoundWhereAllOrdersHold) {
  RandomOrdersOptions options;
  options.runs = 200;
  const Scenario scenario = shipped_scenario("walk_remove");
  const RandomOrders none = try_random_orders(scenario, options);
  EXPECT_FALSE(none.violation);
  EXPECT_EQ(none.runs, 200);
  EXPECT_LE(none.longest, explore(scenario, {}).longest);
  EXPECT_EQ(none.actors, 3 + 1);  // reader, processor, H_REMOVE; and the processor's tlbies
}

TEST(RandomOrders, SeedDecidesWhichAreTried) {
  const Scenario scenario = shipped_scenario("migration_first_zero");
  RandomOrdersOptions options;
  const auto choices = [&](std::uint64_t seed) {
    options.seed = seed;
    return try_random_orders(scenario, options).violation->choices;
  };
  EXPECT_EQ(choices(5), choices(5));
  bool differ = false;
  for (std::uint64_t seed = 6; seed < 12; ++seed) differ = differ || choices(seed) != choices(5);
  EXPECT_TRUE(differ);
}

// A walk uses a torn entry only if it misses a store that is there (O4): no order alone shows it.
TEST(RandomOrders, FindWhatTakesALoadOfAnOlderStore) {
  RandomOrdersOptions options;
  options.rules.memory = MemoryModel::power;
  options.rules.without = find_barrier("eieio@H_ENTER")->left_out;
  const Scenario scenario = shipped_scenario("enter_walk");
  const RandomOrders found = try_random_orders(scenario, options);
  ASSERT_TRUE(found.violation && found.violation->promise);
  EXPECT_EQ(found.violation->promise->promise, "whole_entry");
  EXPECT_NE(found.violation->choices.find('.'), std::string::npos);
  EXPECT_GT(found.outcomes, 1);
  options.depth = 1;  // priorities alone
  EXPECT_FALSE(try_random_orders(scenario, options).violation);
}

// 1 / (n k^(d-1)) for one run, and 1 - (1 - that)^runs for all.
TEST(RandomOrders, BoundIsThatOfTheAuthors) {
  RandomOrders orders;
  orders.runs = 1;
  orders.actors = 2;
  orders.longest = 10;
  EXPECT_DOUBLE_EQ(orders.bound(1), 0.5);
  EXPECT_DOUBLE_EQ(orders.bound(2), 0.05);
  EXPECT_DOUBLE_EQ(orders.bound(3), 0.005);
  EXPECT_GT(orders.bound(15), 0);  // 5e-15
  orders.outcomes = 4;
  EXPECT_DOUBLE_EQ(orders.bound(2), 0.5 / 40);  // 1 / (n (k w)^(d-1))
  orders.outcomes = 1;
  orders.runs = 2;
  EXPECT_DOUBLE_EQ(orders.bound(2), 1 - 0.95 * 0.95);
}

}  // namespace
}  // namespace htabsim
