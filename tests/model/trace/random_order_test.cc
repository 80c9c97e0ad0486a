// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/random_order.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/split_mix.h"

namespace htabsim {
namespace {

std::vector<std::uint64_t> whole_order(std::uint64_t count, std::uint64_t seed) {
  const RandomOrder order(count, seed);
  std::vector<std::uint64_t> numbers(count);
  for (std::uint64_t i = 0; i < count; ++i) numbers[i] = order.at(i);
  return numbers;
}

// The first numbers after seed 1234567, as Vigna's splitmix64.c gives them.
TEST(SplitMix64, GivesThePublishedNumbers) {
  EXPECT_EQ(split_mix_64(1234567, 0), 6457827717110365317u);
  EXPECT_EQ(split_mix_64(1234567, 1), 3203168211198807973u);
  EXPECT_EQ(split_mix_64(1234567, 2), 9817491932198370423u);
}

RC_GTEST_PROP(RandomOrder, HasEachNumberOnce, (std::uint64_t seed)) {
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 3000);
  auto numbers = whole_order(count, seed);
  std::ranges::sort(numbers);
  for (std::uint64_t i = 0; i < count; ++i) RC_ASSERT(numbers[i] == i);
}

RC_GTEST_PROP(RandomOrder, IsTheSameForTheSameSeed, (std::uint64_t seed)) {
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 1000);
  RC_ASSERT(whole_order(count, seed) == whole_order(count, seed));
}

TEST(RandomOrder, DiffersFromSeedToSeed) { EXPECT_NE(whole_order(128, 1), whole_order(128, 2)); }

TEST(RandomOrder, StaysWithinALargeCount) {
  const std::uint64_t count = (std::uint64_t{64} << 30) / 128 - 1;
  const RandomOrder order(count, 1);
  for (std::uint64_t i = 0; i < 100'000; ++i) ASSERT_LT(order.at(i), count);
}

/// How many neighbours in the order lie in the same one of `blocks` equal blocks.
std::uint64_t neighbours_in_a_block(const std::vector<std::uint64_t>& order, std::uint64_t blocks) {
  const std::uint64_t block = order.size() / blocks;
  std::uint64_t together = 0;
  for (std::size_t i = 1; i < order.size(); ++i)
    together += order[i - 1] / block == order[i] / block;
  return together;
}

// Were the order ideal, each next line would lie in the same page with a chance of 1 in 256 pages:
// 131,072 lines / 256 = 512 times, with a standard deviation of 22.6. Six of these are 136.
TEST(RandomOrder, NextLineIsInTheSamePageNoMoreOftenThanByChance) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::uint64_t together = neighbours_in_a_block(whole_order(131'072, seed), 256);
    EXPECT_NEAR(static_cast<double>(together), 512, 136) << seed;
  }
}

// A prefetcher must not find a stride: of the 4095 steps between 4096 lines hardly two are equal by
// chance (each of 8191 possible ones, so about 1 or 2 of each on average at the most).
TEST(RandomOrder, HasNoStride) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto order = whole_order(4096, seed);
    std::vector<std::uint64_t> steps;
    for (std::size_t i = 1; i < order.size(); ++i) steps.push_back(order[i] - order[i - 1]);
    std::ranges::sort(steps);
    std::size_t most = 0;
    for (auto at = steps.begin(); at != steps.end();) {
      const auto end = std::upper_bound(at, steps.end(), *at);
      most = std::max(most, static_cast<std::size_t>(end - at));
      at = end;
    }
    EXPECT_LE(most, 12u) << seed;
  }
}

}  // namespace
}  // namespace htabsim
