// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/touched_pages.h"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/trace/any_plain_access.h"
#include "tests/model/trace/first_touches.h"

namespace htabsim {
namespace {

using enum PlainAccessKind;

std::vector<PageTouch> added(const std::vector<PlainAccess>& accesses) {
  TouchedPages pages;
  std::vector<PageTouch> touches;
  for (const PlainAccess& access : accesses) pages.add(access, touches);
  return touches;
}

PlainAccess access(PlainAccessKind kind, std::uint64_t ea, std::uint16_t size = 1) {
  return {.kind = kind, .size = size, .ea = Ea(ea)};
}

std::vector<PageTouch> list(std::initializer_list<PageTouch> touches) { return touches; }

TEST(TouchedPages, TellsAPageOnceForEachWay) {
  EXPECT_EQ(added({access(kLoad, 0x5000), access(kLoad, 0x5fff), access(kFetch, 0x5800),
                   access(kStore, 0x5000), access(kFetch, 0x5000)}),
            list({{5, kLoad}, {5, kFetch}, {5, kStore}}));
}

TEST(TouchedPages, TakesAModificationForAStore) {
  EXPECT_EQ(added({access(kModify, 0x5000), access(kStore, 0x5000), access(kLoad, 0x5000)}),
            list({{5, kStore}, {5, kLoad}}));
}

TEST(TouchedPages, TellsBothPagesOfAnAccessThatReachesIntoTheNext) {
  // Bytes 5ffe to 6001; 6ffc to 6fff.
  EXPECT_EQ(added({access(kLoad, 0x5ffe, 4)}), list({{5, kLoad}, {6, kLoad}}));
  EXPECT_EQ(added({access(kLoad, 0x6ffc, 4)}), list({{6, kLoad}}));
}

TEST(TouchedPages, TellsOnlyTheNewOneOfTwoPages) {
  EXPECT_EQ(added({access(kLoad, 0x5000), access(kLoad, 0x5fff, 2)}),
            list({{5, kLoad}, {6, kLoad}}));
  EXPECT_EQ(added({access(kLoad, 0x6000), access(kLoad, 0x5fff, 2)}),
            list({{6, kLoad}, {5, kLoad}}));
}

TEST(TouchedPages, GoesOnAtPageZeroBehindTheLastPage) {
  EXPECT_EQ(added({access(kStore, 0xffff'ffff'ffff'fffc, 8)}),
            list({{0xf'ffff'ffff'ffff, kStore}, {0, kStore}}));
}

TEST(TouchedPages, RemembersMorePagesThanAreRecent) {
  std::vector<PlainAccess> accesses;
  for (int round = 0; round < 2; ++round) {
    for (std::uint64_t page = 0; page < 1000; ++page) accesses.push_back(access(kLoad, page << 12));
  }
  EXPECT_EQ(added(accesses).size(), 1000u);
}

RC_GTEST_PROP(TouchedPages, TellsEachFirstTouchAndNoOther, ()) {
  auto accesses = *rc::gen::container<std::vector<PlainAccess>>(any_plain_access());
  // 256 pages, so that they recur.
  for (PlainAccess& access : accesses) access.ea = Ea(access.ea.value() & 0xf'ffff);
  RC_ASSERT(added(accesses) == FirstTouches().of(accesses));
}

}  // namespace
}  // namespace htabsim
