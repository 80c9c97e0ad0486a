// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/mmu/tlb.h"

namespace htabsim {
namespace {

using enum PageSize;

TlbEntry page_at(std::uint64_t offset, HptePageSize sizes = {page_4k, page_4k},
                 std::uint64_t vsid = 0) {
  TlbEntry entry;
  entry.page = {SegmentSize::segment_256m, Vsid(vsid), offset};
  entry.sizes = sizes;
  return entry;
}

bool holds(Tlb& tlb, std::uint64_t offset, PageSize base = page_4k, std::uint64_t vsid = 0) {
  return tlb.lookup({SegmentSize::segment_256m, Vsid(vsid), offset}, base).match ==
         Tlb::Match::kHit;
}

TEST(TlbEdges, ReplacingTheYoungerOfTwoPagesLeavesTheOlder) {
  Tlb tlb(2, 2);
  tlb.insert(page_at(0x0000));
  tlb.insert(page_at(0x1000));
  tlb.insert(page_at(0x1000));
  EXPECT_TRUE(holds(tlb, 0x0000));
}

TEST(TlbEdges, InvalidWayIsTakenWhicheverItIs) {
  for (const std::uint64_t gone : {0x0000, 0x1000, 0x2000}) {
    Tlb tlb(3, 3);
    for (const std::uint64_t page : {0x0000, 0x1000, 0x2000}) tlb.insert(page_at(page));
    tlb.invalidate({.pages = {page_4k, page_4k}, .va_low = gone});
    tlb.insert(page_at(0x3000));
    for (const std::uint64_t page : {0x0000, 0x1000, 0x2000, 0x3000}) {
      EXPECT_EQ(holds(tlb, page), page != gone) << page;
    }
  }
}

TEST(TlbEdges, OnePageOfManySegmentsIsSpreadOverAllSets) {
  // Set: page number XOR VSID, modulo 4. Page 1 of VSIDs 0 to 7 falls twice on each.
  Tlb tlb(8, 2);
  for (std::uint64_t vsid = 0; vsid < 8; ++vsid)
    tlb.insert(page_at(0x1000, {page_4k, page_4k}, vsid));
  for (std::uint64_t vsid = 0; vsid < 8; ++vsid)
    EXPECT_TRUE(holds(tlb, 0x1000, page_4k, vsid)) << vsid;
}

TEST(TlbEdges, TlbieOfEverythingTakesLargePagesWhereThereAreNoSmallOnesH5) {
  Tlb tlb(8, 2);
  tlb.insert(page_at(0x100'0000, {page_16m, page_16m}));
  tlb.invalidate(*decode_tlbie({0x800}));
  EXPECT_FALSE(holds(tlb, 0x100'0000, page_16m));
}

TEST(TlbEdges, TlbielOfEachCongruenceClassTakesThatSetAloneH5) {
  for (std::uint64_t set = 0; set < 4; ++set) {
    Tlb tlb(12, 3);  // four sets: page number modulo 4 for VSID 0
    for (std::uint64_t page = 0; page < 12; ++page) tlb.insert(page_at(page << 12));
    tlb.invalidate(*decode_tlbiel({set << 12 | 0x800}));
    for (std::uint64_t page = 0; page < 12; ++page) {
      EXPECT_EQ(holds(tlb, page << 12), page % 4 != set) << page;
    }
  }
}

TEST(TlbEdges, TlbieOfAPageThatIsGoneLeavesTheOneInItsPlaceH6) {
  Tlb tlb(1, 1);
  tlb.insert(page_at(0x1000));
  tlb.insert(page_at(0x2000));
  tlb.invalidate({.pages = {page_4k, page_4k}, .va_low = 0x1000});
  EXPECT_TRUE(holds(tlb, 0x2000));
}

}  // namespace
}  // namespace htabsim
