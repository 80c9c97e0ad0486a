// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/page_frames.h"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

using enum PageSize;

constexpr std::uint64_t k4k = 0x1000;
constexpr std::uint64_t k64k = 0x10000;
constexpr std::uint64_t k16m = 0x100'0000;

TEST(GuestPageFrames, RiseAndTheOneGivenBackLastIsTakenFirst) {
  PageFrames frames({GuestReal(0x5000), 3 * k4k});
  EXPECT_EQ(frames.take(page_4k), GuestReal(0x5000));
  EXPECT_EQ(frames.take(page_4k), GuestReal(0x6000));
  EXPECT_EQ(frames.take(page_4k), GuestReal(0x7000));
  EXPECT_EQ(frames.take(page_4k), std::nullopt);
  frames.give_back(GuestReal(0x5000), page_4k);
  frames.give_back(GuestReal(0x7000), page_4k);
  EXPECT_EQ(frames.take(page_4k), GuestReal(0x7000));
  EXPECT_EQ(frames.take(page_4k), GuestReal(0x5000));
}

// From 3 pages on, the first multiple of 64 KB lies 13 pages further; these are not lost.
TEST(GuestPageFrames, ALargerFrameIsAtAMultipleOfItsSizeAndLeavesWhatLiesBefore) {
  PageFrames frames({GuestReal(3 * k4k), 40 * k4k});
  EXPECT_EQ(frames.take(page_64k), GuestReal(k64k));
  for (std::uint64_t page = 3; page < 16; ++page) {
    EXPECT_EQ(frames.take(page_4k), GuestReal(page * k4k));
  }
  EXPECT_EQ(frames.take(page_4k), GuestReal(2 * k64k));
  // Of the 40 pages 11 are left from 2 * 64 KB on, and one of these is taken.
  EXPECT_EQ(frames.take(page_64k), std::nullopt);
}

TEST(GuestPageFrames, AFrameOfAnotherSizeIsDividedOnlyIfNothingElseIsLeft) {
  PageFrames frames({GuestReal(0), k64k + k4k});
  const auto large = frames.take(page_64k);
  ASSERT_EQ(large, GuestReal(0));
  frames.give_back(*large, page_64k);
  EXPECT_EQ(frames.take(page_4k), GuestReal(k64k));
  EXPECT_EQ(frames.take(page_4k), GuestReal(0));
  EXPECT_EQ(frames.take(page_4k), GuestReal(k4k));
  EXPECT_EQ(frames.take(page_64k), std::nullopt);
}

RC_GTEST_PROP(GuestPageFramesProp, NoByteIsInTwoFrames, ()) {
  PageFrames frames({GuestReal(5 * k4k), 4 * k16m});
  std::set<std::pair<GuestReal, PageSize>> taken;
  std::set<std::uint64_t> pages;  // of 4 KB, in these
  const auto for_pages = [](GuestReal frame, PageSize size, const auto& work) {
    const std::uint64_t first = frame.value() / k4k;
    for (std::uint64_t i = 0; i < (1U << shift(size)) / k4k; ++i) work(first + i);
  };
  const auto wishes = *rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 12U));
  for (const unsigned wish : wishes) {
    if (wish < 4 && !taken.empty()) {
      const auto [frame, size] = *taken.begin();
      taken.erase(taken.begin());
      for_pages(frame, size, [&](std::uint64_t page) { pages.erase(page); });
      frames.give_back(frame, size);
      continue;
    }
    const PageSize size = wish < 8 ? page_4k : wish < 10 ? page_64k : page_16m;
    const auto frame = frames.take(size);
    if (!frame) continue;
    RC_ASSERT(frame->value() % (1U << shift(size)) == 0U);
    RC_ASSERT(frame->value() >= 5 * k4k);
    RC_ASSERT(frame->value() + (1U << shift(size)) <= 5 * k4k + 4 * k16m);
    for_pages(*frame, size, [&](std::uint64_t page) { RC_ASSERT(pages.insert(page).second); });
    taken.emplace(*frame, size);
  }
}

}  // namespace
}  // namespace htabsim
