// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/traced_access.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(TracedAccess, OfAPlainTraceIsTheUsers) {
  PlainAccess plain{.kind = PlainAccessKind::kModify,
                    .page_shift = 16,
                    .size = 8,
                    .thread = 5,
                    .ea = Ea(0x1ffc),
                    .real = GuestReal(0x7ffc),
                    .processor = 3};
  const TracedAccess access = traced(plain);
  EXPECT_EQ(access.kind, TraceEventKind::kModify);
  EXPECT_EQ(access.mode, GuestMode::kUser);
  EXPECT_EQ(access.page_shift, 16u);
  EXPECT_EQ(access.last(), Ea(0x1ffc + 8 - 1));
  EXPECT_EQ(access.real, GuestReal(0x7ffc));
  EXPECT_EQ(access.thread, 5u);
  EXPECT_EQ(access.processor, 3u);
  plain.processor = PlainAccess::kNoProcessor;
  EXPECT_FALSE(traced(plain).has_processor());
}

TEST(TracedAccess, OfAGuestIsAProcessors) {
  const MemoryAccess guest{.kind = GuestAccessKind::kAtomic,
                           .mode = GuestMode::kKernelReal,
                           .size = 4,
                           .pc = {},
                           .ea = Ea(0x2000),
                           .ra = std::nullopt};
  const TracedAccess access = traced(guest, 1);
  EXPECT_EQ(access.kind, TraceEventKind::kModify);
  EXPECT_FALSE(access.is_translated());
  EXPECT_EQ(access.last(), Ea(0x2003));
  EXPECT_EQ(access.real, PlainAccess::kNoReal);
  EXPECT_FALSE(access.has_thread());
  EXPECT_EQ(access.processor, 1u);
}

}  // namespace
}  // namespace htabsim
