// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_reader.h"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/trace/any_plain_access.h"
#include "tests/model/trace/first_touches.h"
#include "tests/model/trace/memory_reader.h"
#include "tests/model/trace/skipped_parts.h"

namespace htabsim {
namespace {

using enum PlainAccessKind;

const std::vector<PlainAccess> kThree = {{.kind = kLoad, .ea = Ea(0x1000)},
                                         {.kind = kFetch, .ea = Ea(0x2000)},
                                         {.kind = kLoad, .ea = Ea(0x1008)}};

TEST(TraceReader, SkipsSoManyAccessesAndReadsOnBehindThem) {
  MemoryReader reader(kThree);
  PassedTouches touches;
  EXPECT_EQ(reader.skip(2, touches), 2u);
  EXPECT_EQ(touches.first, (std::vector<PageTouch>{{1, kLoad}, {2, kFetch}}));
  PlainAccess access;
  ASSERT_TRUE(reader.next(access));
  EXPECT_EQ(access, kThree[2]);
}

TEST(TraceReader, SkipsFewerAccessesOnlyAtTheEnd) {
  MemoryReader reader(kThree);
  PassedTouches touches;
  EXPECT_EQ(reader.skip(4, touches), 3u);
  EXPECT_EQ(reader.skip(4, touches), 0u);
  PlainAccess access;
  EXPECT_FALSE(reader.next(access));
}

TEST(TraceReader, AppendsATouchOfOneSkipForAllThatFollow) {
  MemoryReader reader(kThree);
  PassedTouches touches{.first = {{9, kStore}}, .last = {}};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(reader.skip(1, touches), 1u);
  EXPECT_EQ(touches.first, (std::vector<PageTouch>{{9, kStore}, {1, kLoad}, {2, kFetch}}));
}

TEST(TraceReader, TellsAlsoATouchThatWasReadBefore) {
  MemoryReader reader(kThree);
  PassedTouches touches;
  PlainAccess access;
  ASSERT_TRUE(reader.next(access));
  EXPECT_EQ(reader.skip(2, touches), 2u);
  EXPECT_EQ(touches.first, (std::vector<PageTouch>{{2, kFetch}, {1, kLoad}}));
}

TEST(TraceReader, TellsWhatWasTouchedLastOfAllThatIsSkipped) {
  MemoryReader reader(kThree);
  PassedTouches touches;
  EXPECT_EQ(reader.skip(1, touches), 1u);
  EXPECT_EQ(reader.skip(2, touches), 2u);
  EXPECT_EQ(touches.last.take(), (std::vector<PageTouch>{{2, kFetch}, {1, kLoad}}));
}

RC_GTEST_PROP(TraceReader, SkipsAndReadsWhatStandsThere, ()) {
  const auto accesses = *rc::gen::container<std::vector<PlainAccess>>(any_plain_access());
  MemoryReader reader(accesses);
  check_skipped_parts(reader, accesses, *any_parts(), FirstAmong::skipped);
}

}  // namespace
}  // namespace htabsim
