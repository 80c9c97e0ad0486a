// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/common_subsequence.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

using Elements = std::vector<std::uint64_t>;

/// The length that dynamic programming finds.
std::size_t longest_common(const Elements& a, const Elements& b) {
  std::vector<std::size_t> before(b.size() + 1);
  for (const std::uint64_t element : a) {
    std::vector<std::size_t> now(b.size() + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      now[j + 1] = element == b[j] ? before[j] + 1 : std::max(before[j + 1], now[j]);
    }
    before = now;
  }
  return before.back();
}

/// Whether each pair is of equal elements and both positions go up.
bool is_common(const CommonPositions& positions, const Elements& a, const Elements& b) {
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto [in_a, in_b] = positions[i];
    if (in_a >= a.size() || in_b >= b.size() || a[in_a] != b[in_b]) return false;
    if (i != 0 && (in_a <= positions[i - 1].first || in_b <= positions[i - 1].second)) return false;
  }
  return true;
}

TEST(CommonSubsequence, FindsWhatIsInBothInOrder) {
  EXPECT_EQ(common_subsequence(Elements{1, 2, 3, 4, 5}, Elements{1, 3, 9, 5}),
            (CommonPositions{{0, 0}, {2, 1}, {4, 3}}));
  EXPECT_EQ(common_subsequence(Elements{1, 2}, Elements{2, 1}).size(), 1u);
}

TEST(CommonSubsequence, OfNothingOrOfDifferentThingsIsNothing) {
  EXPECT_TRUE(common_subsequence(Elements{}, Elements{1, 2}).empty());
  EXPECT_TRUE(common_subsequence(Elements{1, 2}, Elements{}).empty());
  EXPECT_TRUE(common_subsequence(Elements{1, 2}, Elements{3, 4}).empty());
}

TEST(CommonSubsequence, OfEqualSequencesIsAllOfThem) {
  Elements long_one(1'000'000);
  std::iota(long_one.begin(), long_one.end(), 0);
  EXPECT_EQ(common_subsequence(long_one, long_one).size(), long_one.size());
}

// Carries go from word to word: what is taken out of 200 elements is found.
TEST(CommonSubsequence, GoesBeyondAWordOfBits) {
  Elements all(200);
  std::iota(all.begin(), all.end(), 0);
  Elements some;
  for (const std::uint64_t element : all) {
    if (element % 3 != 0) some.push_back(element);
  }
  EXPECT_EQ(common_subsequence(all, some).size(), some.size());
  EXPECT_EQ(common_subsequence(some, all).size(), some.size());
}

RC_GTEST_PROP(CommonSubsequence, IsOneOfTheLongest, ()) {
  const auto elements = [] {
    const auto kinds = *rc::gen::element<std::uint64_t>(2, 5, 50);
    const auto length = *rc::gen::inRange<std::size_t>(0, 200);
    return *rc::gen::container<Elements>(length, rc::gen::inRange<std::uint64_t>(0, kinds));
  };
  const Elements a = elements();
  const Elements b = elements();
  const CommonPositions common = common_subsequence(a, b);
  RC_ASSERT(is_common(common, a, b));
  RC_ASSERT(common.size() == longest_common(a, b));
}

}  // namespace
}  // namespace htabsim
