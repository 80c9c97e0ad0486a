// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/cache/line_cache.h"

#include <algorithm>
#include <list>
#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/base/round_trip.h"

namespace htabsim {
namespace {

// 2 sets of 2 lines: even line numbers fall in set 0.
LineCache four_lines() { return LineCache(4 * kLineBytes, 2); }

TEST(LineCacheTest, HoldsWhatWasInserted) {
  LineCache cache = four_lines();
  EXPECT_FALSE(cache.touch(LineNumber(6)));
  EXPECT_EQ(cache.insert(LineNumber(6)), std::nullopt);
  EXPECT_TRUE(cache.touch(LineNumber(6)));
  EXPECT_FALSE(cache.holds(LineNumber(8)));
}

TEST(LineCacheTest, LeastRecentlyUsedOfItsSetGoesFirst) {
  LineCache cache = four_lines();
  cache.insert(LineNumber(0));
  cache.insert(LineNumber(2));
  cache.touch(LineNumber(0));
  EXPECT_EQ(cache.insert(LineNumber(4)), LineNumber(2));
  EXPECT_TRUE(cache.holds(LineNumber(0)));
}

TEST(LineCacheTest, LookingWithoutTouchingIsNoUse) {
  LineCache cache = four_lines();
  cache.insert(LineNumber(0));
  cache.insert(LineNumber(2));
  EXPECT_TRUE(cache.holds(LineNumber(0)));
  EXPECT_EQ(cache.insert(LineNumber(4)), LineNumber(0));
}

TEST(LineCacheTest, OtherSetIsLeftAlone) {
  LineCache cache = four_lines();
  cache.insert(LineNumber(1));
  for (const std::uint64_t even : {0, 2, 4, 6}) cache.insert(LineNumber(even));
  EXPECT_TRUE(cache.holds(LineNumber(1)));
}

TEST(LineCacheTest, DroppedLineLeavesRoom) {
  LineCache cache = four_lines();
  cache.insert(LineNumber(0));
  cache.insert(LineNumber(2));
  cache.drop(LineNumber(2));
  cache.drop(LineNumber(10));
  EXPECT_FALSE(cache.holds(LineNumber(2)));
  EXPECT_EQ(cache.insert(LineNumber(4)), std::nullopt);
  EXPECT_TRUE(cache.holds(LineNumber(0)));
}

TEST(LineCacheTest, SmallerThanOneSetIsOneSet) {
  LineCache cache(kLineBytes, 4);
  for (const std::uint64_t line : {0, 1, 2, 3}) cache.insert(LineNumber(line));
  EXPECT_EQ(cache.insert(LineNumber(4)), LineNumber(0));
}

// One set is a list in the order of use, cut at its length.
RC_GTEST_PROP(LineCacheTest, OneSetIsTheLastLinesUsed, ()) {
  const auto ways = *rc::gen::inRange<std::size_t>(1, 9);
  const auto lines = *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange(0, 12));
  LineCache cache(ways * kLineBytes, ways);
  std::list<std::uint64_t> used;
  for (const std::uint64_t line : lines) {
    const bool there = std::ranges::find(used, line) != used.end();
    RC_ASSERT(cache.touch(LineNumber(line)) == there);
    used.remove(line);
    used.push_front(line);
    if (there) continue;
    const auto gone = cache.insert(LineNumber(line));
    RC_ASSERT(gone.has_value() == (used.size() > ways));
    if (!gone) continue;
    RC_ASSERT(gone->value() == used.back());
    used.pop_back();
  }
}

TEST(LineCacheTest, LoadedOneForgetsTheSameLineNext) {
  LineCache saved = four_lines();
  for (const std::uint64_t line : {0, 2, 1}) saved.insert(LineNumber(line));
  saved.touch(LineNumber(0));
  saved.set_modified(LineNumber(0), true);
  LineCache loaded = four_lines();
  EXPECT_TRUE(load_saved(saved, loaded));
  EXPECT_TRUE(loaded.is_modified(LineNumber(0)));
  EXPECT_FALSE(loaded.is_modified(LineNumber(1)));
  EXPECT_EQ(loaded.insert(LineNumber(3)), std::nullopt);
  EXPECT_EQ(loaded.insert(LineNumber(4)), LineNumber(2));
}

}  // namespace
}  // namespace htabsim
