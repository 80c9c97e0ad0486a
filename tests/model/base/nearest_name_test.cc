// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/nearest_name.h"

#include <array>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

TEST(EditDistance, CountsInsertionsDeletionsAndReplacements) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("walkers", "walker"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);  // k->s, e->i, +g
  EXPECT_EQ(edit_distance("ab", "ba"), 2u);           // a swap is two replacements
}

RC_GTEST_PROP(EditDistance, IsAMetric, (const std::string& a, const std::string& b)) {
  RC_ASSERT(edit_distance(a, b) == edit_distance(b, a));
  RC_ASSERT((edit_distance(a, b) == 0) == (a == b));
  RC_ASSERT(edit_distance(a, b) <= std::max(a.size(), b.size()));
}

RC_GTEST_PROP(EditDistance, ObeysTheTriangleInequality,
              (const std::string& a, const std::string& b, const std::string& c)) {
  RC_ASSERT(edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c));
}

TEST(NearestName, IsTheOneWithTheFewestEdits) {
  const std::vector<std::string> names = {"memory.banks", "mmu.walkers", "mmu.tlb_entries"};
  EXPECT_EQ(nearest_name("mmu.walker", names), "mmu.walkers");
  EXPECT_EQ(nearest_name("memory.bank", names), "memory.banks");
  EXPECT_EQ(nearest_name("tlb_entries", names), "mmu.tlb_entries");
}

TEST(NearestName, IsTheFirstOfEquallyNearOnes) {
  constexpr std::array<std::string_view, 3> kNames = {"xyz", "cat", "bat"};
  EXPECT_EQ(nearest_name("rat", kNames), "cat");
}

TEST(NearestName, IsNothingWithoutCandidates) {
  EXPECT_EQ(nearest_name("any", std::vector<std::string>{}), std::nullopt);
}

}  // namespace
}  // namespace htabsim
