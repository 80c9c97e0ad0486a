// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/mmu/erat.h"

namespace htabsim {
namespace {

using enum AccessKind;

EratEntry page_at(std::uint64_t ea) {
  EratEntry entry;
  entry.page = Ea(ea);
  entry.shift = 12;
  return entry;
}

TEST(EratEdges, OneOfASingleEntryHoldsTheLast) {
  Erat erat(1);
  erat.insert(page_at(0x1000));
  erat.insert(page_at(0x2000));
  EXPECT_EQ(erat.lookup(Ea(0x1000)), nullptr);
  EXPECT_NE(erat.lookup(Ea(0x2000)), nullptr);
}

TEST(EratEdges, EachBitPermitsOneKindInOneState) {
  for (const AccessKind kind : {kFetch, kLoad, kStore}) {
    for (const bool problem : {false, true}) {
      EratEntry entry;
      entry.permitted =
          static_cast<std::uint8_t>(1U << (static_cast<unsigned>(kind) * 2 + (problem ? 1U : 0U)));
      for (const AccessKind other : {kFetch, kLoad, kStore}) {
        EXPECT_EQ(entry.permits(other, problem), other == kind);
        EXPECT_FALSE(entry.permits(other, !problem));
      }
    }
  }
}

TEST(EratEdges, RemovedEntriesStayAwayWhateverIsRemovedNext) {
  Erat erat(2);
  erat.insert(page_at(0x1000));
  erat.drop(Ea(0x1000));
  erat.drop(Ea(0x1000));
  erat.invalidate_segment(Ea(0), SegmentSize::segment_256m);
  erat.invalidate(*decode_tlbie({0x800}));
  EXPECT_EQ(erat.lookup(Ea(0x1000)), nullptr);
}

}  // namespace
}  // namespace htabsim
