// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/last_touches.h"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/trace/any_plain_access.h"
#include "tests/model/trace/skipped_parts.h"

namespace htabsim {
namespace {

using enum PlainAccessKind;

TEST(LastTouches, AreEachWhereItCameLast) {
  LastTouches last;
  for (const PageTouch& touch : {PageTouch{1, kLoad}, PageTouch{2, kLoad}, PageTouch{1, kLoad}}) {
    last.add(touch);
  }
  EXPECT_EQ(last.take(), (std::vector<PageTouch>{{2, kLoad}, {1, kLoad}}));
}

TEST(LastTouches, AreToldOnce) {
  LastTouches last;
  EXPECT_TRUE(last.empty());
  last.add(PageTouch{1, kLoad});
  EXPECT_FALSE(last.empty());
  last.take();
  EXPECT_TRUE(last.empty());
  EXPECT_EQ(last.take(), std::vector<PageTouch>{});
}

TEST(LastTouches, KeepTheWaysOfAPageApart) {
  LastTouches last;
  for (const PlainAccessKind way : {kStore, kFetch, kLoad}) last.add(PageTouch{7, way});
  EXPECT_EQ(last.take(), (std::vector<PageTouch>{{7, kStore}, {7, kFetch}, {7, kLoad}}));
}

// 100,000 pages are more than what is kept before it is looked through, too.
TEST(LastTouches, AreNoMoreThan8192) {
  LastTouches last;
  for (std::uint64_t page = 0; page < 100'000; ++page) last.add(PageTouch{page, kLoad});
  const std::vector<PageTouch> touches = last.take();
  ASSERT_EQ(touches.size(), 8192u);
  for (std::size_t i = 0; i < touches.size(); ++i) {
    ASSERT_EQ(touches[i], (PageTouch{100'000 - 8192 + i, kLoad}));
  }
}

RC_GTEST_PROP(LastTouches, AreThoseOfTheAccesses, ()) {
  const auto accesses = *rc::gen::container<std::vector<PlainAccess>>(any_plain_access());
  LastTouches last;
  TouchOrder expected;
  for (const PlainAccess& access : accesses) {
    last.add(access);
    expected.add(access);
  }
  TouchOrder found;
  for (const PageTouch& touch : last.take()) found.add(touch);
  RC_ASSERT(found == expected);
}

}  // namespace
}  // namespace htabsim
