// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/page_sharing.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

/// Threads, and the page that each access of theirs touches.
using SharingTrace = std::vector<std::pair<std::uint64_t, std::uint32_t>>;

PageSharing sharing_of(const SharingTrace& trace) {
  PageSharing sharing;
  for (const auto& [thread, page] : trace) {
    sharing.begin_access(thread);
    sharing.touch(page);
  }
  return sharing;
}

TEST(PageSharing, OfNothingIsNothing) {
  EXPECT_TRUE(PageSharing().sharers().empty());
  EXPECT_EQ(PageSharing().shared_pages(), 0u);
}

TEST(PageSharing, ListsTheBusiestFirst) {
  const PageSharing sharing = sharing_of({{70, 0}, {9, 0}, {70, 0}, {8, 0}, {~0ull, 0}, {70, 0}});
  EXPECT_EQ(sharing.sharers(), (std::vector<Sharer>{{.number = 70, .accesses = 3},
                                                    {.number = 8, .accesses = 1},
                                                    {.number = 9, .accesses = 1},
                                                    {.number = ~0ull, .accesses = 1}}));
}

TEST(PageSharing, CountsAPageOfSeveralOnce) {
  // Page 0 is of 1, 2 and 3, page 1 of 2 alone, page 5 of 3 and 1.
  EXPECT_EQ(sharing_of({{1, 0}, {1, 0}, {2, 1}, {2, 0}, {3, 0}, {3, 5}, {2, 1}, {1, 5}, {1, 0}})
                .shared_pages(),
            2u);
}

RC_GTEST_PROP(PageSharing, EqualsThatOfSets, ()) {
  const auto trace = *rc::gen::container<SharingTrace>(
      rc::gen::pair(rc::gen::inRange<std::uint64_t>(0, 4), rc::gen::inRange<std::uint32_t>(0, 30)));
  std::map<std::uint32_t, std::set<std::uint64_t>> threads;
  std::set<std::uint64_t> all;
  for (const auto& [thread, page] : trace) {
    threads[page].insert(thread);
    all.insert(thread);
  }
  std::uint64_t shared = 0;
  for (const auto& [page, of_page] : threads) shared += of_page.size() > 1;
  const PageSharing sharing = sharing_of(trace);
  RC_ASSERT(sharing.shared_pages() == shared);
  RC_ASSERT(sharing.sharers().size() == all.size());
}

}  // namespace
}  // namespace htabsim
