// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/reuse_distance.h"

#include <algorithm>
#include <list>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/split_mix.h"

namespace htabsim {
namespace {

ReuseProfile reuse_of(const std::vector<std::uint32_t>& pages) {
  ReuseDistance reuse;
  for (const std::uint32_t page : pages) reuse.use(page);
  return reuse.profile();
}

/// The same from a list of all pages, the one used last in front.
ReuseProfile reuse_by_list(const std::vector<std::uint32_t>& pages) {
  ReuseProfile profile;
  std::list<std::uint32_t> used;
  for (const std::uint32_t page : pages) {
    const auto found = std::ranges::find(used, page);
    if (found == used.end()) {
      ++profile.first_uses;
    } else {
      const auto distance = static_cast<std::size_t>(std::distance(used.begin(), found));
      if (distance >= profile.by_distance.size()) profile.by_distance.resize(distance + 1);
      ++profile.by_distance[distance];
      used.erase(found);
    }
    used.push_front(page);
  }
  return profile;
}

/// `rounds` times the pages from 0 on in order.
std::vector<std::uint32_t> reuse_loop(std::uint32_t pages, unsigned rounds) {
  std::vector<std::uint32_t> uses;
  for (unsigned round = 0; round < rounds; ++round) {
    for (std::uint32_t page = 0; page < pages; ++page) uses.push_back(page);
  }
  return uses;
}

TEST(ReuseDistance, OfNothingIsNothing) {
  EXPECT_EQ(reuse_of({}), ReuseProfile{});
  EXPECT_EQ(reuse_of({}).within(48), 0u);
  EXPECT_EQ(reuse_of({}).uses(), 0u);
}

TEST(ReuseDistance, IsTheNumberOfOtherPagesInBetween) {
  // First 0, 1, 2; then 2 with none, 0 with 1 and 2, 0 with none, 2 with 0, 1 with 0 and 2.
  const ReuseProfile profile = reuse_of({0, 1, 2, 2, 0, 0, 2, 1});
  EXPECT_EQ(profile, (ReuseProfile{.first_uses = 3, .by_distance = {2, 1, 2}}));
  EXPECT_EQ(profile.uses(), 8u);
  EXPECT_EQ(profile.within(0), 0u);
  EXPECT_EQ(profile.within(1), 2u);
  EXPECT_EQ(profile.within(2), 3u);
  EXPECT_EQ(profile.within(3), 5u);
  EXPECT_EQ(profile.within(2048), 5u);
}

// An LRU buffer of one entry less than a loop has pages never hits: each is as far as can be.
TEST(ReuseDistance, InALoopIsAllOfItsOtherPages) {
  for (const std::uint32_t pages : {1u, 2u, 7u, 8u, 9u, 10u, 64u, 1023u, 1024u, 1032u, 1033u}) {
    const ReuseProfile profile = reuse_of(reuse_loop(pages, 4));
    EXPECT_EQ(profile.first_uses, pages);
    EXPECT_EQ(profile.within(pages - 1), 0u) << pages;
    EXPECT_EQ(profile.within(pages), 3 * std::uint64_t{pages}) << pages;
  }
}

TEST(ReuseDistance, EqualsThatOfAListForManyPages) {
  // 60,000 uses of up to 3,000 pages, nearby ones more often: many times all slots are used up.
  std::vector<std::uint32_t> pages;
  for (std::uint64_t i = 0; i < 60'000; ++i) {
    const std::uint64_t random = split_mix_64(1, i);
    const std::uint64_t range = (random & 3) != 0 ? 40 : 3000;
    pages.push_back(static_cast<std::uint32_t>((i / 100 + (random >> 8) % range) % 3000));
  }
  EXPECT_EQ(reuse_of(pages), reuse_by_list(pages));
}

RC_GTEST_PROP(ReuseDistance, EqualsThatOfAList, ()) {
  const auto most = *rc::gen::element<std::uint32_t>(3, 12, 30, 200);
  const auto pages =
      *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, most));
  RC_ASSERT(reuse_of(pages) == reuse_by_list(pages));
}

}  // namespace
}  // namespace htabsim
