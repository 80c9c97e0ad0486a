// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/working_set.h"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

/// Accesses, each of which touches these pages.
using WorkingSetTrace = std::vector<std::vector<std::uint32_t>>;

std::vector<WorkingSetPart> working_set_of(const WorkingSetTrace& accesses) {
  WorkingSet working_set;
  for (const auto& pages : accesses) {
    working_set.begin_access();
    for (const std::uint32_t page : pages) working_set.touch(page);
  }
  return working_set.parts();
}

/// The same from a set for each part, once the length is known.
std::vector<WorkingSetPart> working_set_by_sets(const WorkingSetTrace& accesses) {
  std::size_t length = 1;
  while (length * 16 < accesses.size()) length *= 2;
  std::vector<WorkingSetPart> parts;
  std::set<std::uint32_t> before;
  for (std::size_t from = 0; from < accesses.size(); from += length) {
    const std::size_t to = std::min(from + length, accesses.size());
    std::set<std::uint32_t> pages;
    for (std::size_t i = from; i < to; ++i) pages.insert(accesses[i].begin(), accesses[i].end());
    const std::size_t old = before.size();
    before.insert(pages.begin(), pages.end());
    parts.push_back({.accesses = to - from, .pages = pages.size(), .fresh = before.size() - old});
  }
  return parts;
}

WorkingSetTrace working_set_run(std::uint32_t accesses) {
  WorkingSetTrace trace;
  for (std::uint32_t page = 0; page < accesses; ++page) trace.push_back({page});
  return trace;
}

TEST(WorkingSet, OfNoAccessHasNoPart) { EXPECT_TRUE(working_set_of({}).empty()); }

TEST(WorkingSet, OfSixteenAccessesHasAsManyParts) {
  const auto parts = working_set_of(working_set_run(16));
  EXPECT_EQ(parts, std::vector<WorkingSetPart>(16, {.accesses = 1, .pages = 1, .fresh = 1}));
}

TEST(WorkingSet, JoinsPartsInPairsWhenThereAreTooMany) {
  // 17 accesses, each to another page: eight parts of two, and one begun.
  std::vector<WorkingSetPart> expected(8, {.accesses = 2, .pages = 2, .fresh = 2});
  expected.push_back({.accesses = 1, .pages = 1, .fresh = 1});
  EXPECT_EQ(working_set_of(working_set_run(17)), expected);
  // 1000 = 15 * 64 + 40.
  const auto parts = working_set_of(working_set_run(1000));
  ASSERT_EQ(parts.size(), 16u);
  EXPECT_EQ(parts.front(), (WorkingSetPart{.accesses = 64, .pages = 64, .fresh = 64}));
  EXPECT_EQ(parts.back(), (WorkingSetPart{.accesses = 40, .pages = 40, .fresh = 40}));
}

TEST(WorkingSet, CountsAPageOnceInAPartAndAsNewInTheFirst) {
  // Of 32 accesses in parts of two, all touch page 7, and the last page 9 as well.
  WorkingSetTrace trace(32, {7});
  trace.back().push_back(9);
  const auto parts = working_set_of(trace);
  ASSERT_EQ(parts.size(), 16u);
  EXPECT_EQ(parts[0], (WorkingSetPart{.accesses = 2, .pages = 1, .fresh = 1}));
  EXPECT_EQ(parts[1], (WorkingSetPart{.accesses = 2, .pages = 1, .fresh = 0}));
  EXPECT_EQ(parts[15], (WorkingSetPart{.accesses = 2, .pages = 2, .fresh = 1}));
}

RC_GTEST_PROP(WorkingSet, EqualsThatOfSets, ()) {
  const auto length = *rc::gen::inRange<std::size_t>(0, 700);
  const auto page = rc::gen::inRange<std::uint32_t>(0, 30);
  WorkingSetTrace trace(length);
  for (auto& pages : trace) {
    pages.push_back(*page);
    if (*rc::gen::arbitrary<bool>()) pages.push_back(*page);
  }
  RC_ASSERT(working_set_of(trace) == working_set_by_sets(trace));
}

}  // namespace
}  // namespace htabsim
