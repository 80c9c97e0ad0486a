// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/tlb.h"

#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/split_mix.h"
#include "tests/model/base/round_trip.h"

namespace htabsim {
namespace {

using enum PageSize;

VirtualAddress at(std::uint64_t offset, std::uint64_t vsid = 0) {
  return {SegmentSize::segment_256m, Vsid(vsid), offset};
}

TlbEntry tlb_entry(std::uint64_t offset, HptePageSize sizes = {page_4k, page_4k},
                   std::uint64_t vsid = 0) {
  TlbEntry entry;
  entry.page = at(offset, vsid);
  entry.sizes = sizes;
  entry.real = HostReal(0x100'0000'0000 + offset);
  return entry;
}

bool holds(Tlb& tlb, std::uint64_t offset, PageSize base = page_4k, std::uint64_t vsid = 0) {
  return tlb.lookup(at(offset, vsid), base).match == Tlb::Match::kHit;
}

TlbieTarget target(std::uint64_t va_low, HptePageSize sizes = {page_4k, page_4k}) {
  return {.size = SegmentSize::segment_256m, .pages = sizes, .va_low = va_low};
}

TEST(MmuTlb, EmptyOneHitsNowhere) {
  Tlb tlb(8, 2);
  EXPECT_FALSE(holds(tlb, 0));
}

TlbEntry of_guest(Lpid lpid, std::uint64_t offset) {
  TlbEntry entry = tlb_entry(offset);
  entry.lpid = lpid;
  entry.real = HostReal(static_cast<std::uint64_t>(lpid) << 32 | offset);
  return entry;
}

TEST(MmuTlb, EntryServesItsGuestAloneH10) {
  Tlb tlb(8, 2);
  tlb.insert(of_guest(Lpid{1}, 0x3000));
  EXPECT_EQ(tlb.lookup(at(0x3000), page_4k, Lpid{2}).entry, nullptr);
  tlb.insert(of_guest(Lpid{2}, 0x3000));
  for (const Lpid lpid : {Lpid{1}, Lpid{2}}) {
    const TlbEntry* entry = tlb.lookup(at(0x3000), page_4k, lpid).entry;
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->real, of_guest(lpid, 0x3000).real);
  }
}

TEST(MmuTlb, TlbieOfAGuestLeavesTheOthersEntriesH6) {
  for (const TlbieScope scope : {TlbieScope::kPage, TlbieScope::kPartition}) {
    Tlb tlb(8, 2);
    tlb.insert(of_guest(Lpid{1}, 0x3000));
    tlb.insert(of_guest(Lpid{2}, 0x3000));
    TlbieTarget page = target(0x3000);
    page.scope = scope;
    page.lpid = Lpid{1};
    tlb.invalidate(page);
    EXPECT_EQ(tlb.lookup(at(0x3000), page_4k, Lpid{1}).entry, nullptr);
    EXPECT_NE(tlb.lookup(at(0x3000), page_4k, Lpid{2}).entry, nullptr);
  }
}

TEST(MmuTlb, TagIsPageSegmentSizeVsidAndBase) {
  Tlb tlb(8, 2);
  tlb.insert(tlb_entry(0x3000));
  EXPECT_TRUE(holds(tlb, 0x3fff));
  EXPECT_FALSE(holds(tlb, 0x4000));
  EXPECT_EQ(tlb.lookup(at(0x3000, 4), page_4k).entry, nullptr);
  EXPECT_EQ(tlb.lookup({SegmentSize::segment_1t, Vsid(0), 0x3000}, page_4k).entry, nullptr);
  EXPECT_EQ(tlb.lookup(at(0x3000), page_64k).entry, nullptr);
}

TEST(MmuTlb, LeastRecentlyUsedOfASetGoesFirst) {
  Tlb tlb(4, 2);  // two sets: even pages of VSID 0 in the first
  tlb.insert(tlb_entry(0x0000));
  tlb.insert(tlb_entry(0x2000));
  tlb.insert(tlb_entry(0x1000));
  EXPECT_TRUE(holds(tlb, 0x0000));
  tlb.insert(tlb_entry(0x4000));
  EXPECT_TRUE(holds(tlb, 0x0000));
  EXPECT_FALSE(holds(tlb, 0x2000));
  EXPECT_TRUE(holds(tlb, 0x4000));
  EXPECT_TRUE(holds(tlb, 0x1000));
}

TEST(MmuTlb, InvalidWayIsTakenBeforeAValidOne) {
  Tlb tlb(2, 2);
  tlb.insert(tlb_entry(0x0000));
  tlb.insert(tlb_entry(0x1000));
  tlb.invalidate(target(0x1000));
  tlb.insert(tlb_entry(0x2000));
  EXPECT_TRUE(holds(tlb, 0x0000));
  EXPECT_TRUE(holds(tlb, 0x2000));
}

TEST(MmuTlb, InvalidWayIsTakenWhicheverItIs) {
  for (const std::uint64_t gone : {0x0000, 0x1000, 0x2000}) {
    Tlb tlb(3, 3);
    for (const std::uint64_t page : {0x0000, 0x1000, 0x2000}) tlb.insert(tlb_entry(page));
    tlb.invalidate(target(gone));
    tlb.insert(tlb_entry(0x3000));
    for (const std::uint64_t page : {0x0000, 0x1000, 0x2000, 0x3000}) {
      EXPECT_EQ(holds(tlb, page), page != gone) << page;
    }
  }
}

TEST(MmuTlb, SamePageIsReplacedInPlace) {
  Tlb tlb(2, 2);
  tlb.insert(tlb_entry(0x0000));
  tlb.insert(tlb_entry(0x1000));
  TlbEntry changed = tlb_entry(0x0000);
  changed.changed = true;
  tlb.insert(changed);
  EXPECT_TRUE(holds(tlb, 0x1000));
  ASSERT_TRUE(holds(tlb, 0x0000));
  EXPECT_TRUE(tlb.lookup(at(0), page_4k).entry->changed);
}

TEST(MmuTlb, ReplacingTheYoungerOfTwoPagesLeavesTheOlder) {
  Tlb tlb(2, 2);
  tlb.insert(tlb_entry(0x0000));
  tlb.insert(tlb_entry(0x1000));
  tlb.insert(tlb_entry(0x1000));
  EXPECT_TRUE(holds(tlb, 0x0000));
}

TEST(MmuTlb, NumberOfSetsNeedNotBeAPowerOfTwo) {
  Tlb tlb(12, 4);  // three sets
  for (std::uint64_t page = 0; page < 12; ++page) tlb.insert(tlb_entry(page << 12));
  for (std::uint64_t page = 0; page < 12; ++page) EXPECT_TRUE(holds(tlb, page << 12)) << page;
  tlb.insert(tlb_entry(std::uint64_t{12} << 12));  // page 12: set 0, whose oldest page is 0
  EXPECT_FALSE(holds(tlb, 0));
  for (std::uint64_t page = 1; page < 13; ++page) EXPECT_TRUE(holds(tlb, page << 12)) << page;
}

TEST(MmuTlb, RemainderOfAnUnevenDivisionIsNotUsed) {
  Tlb tlb(7, 2);  // three sets of two
  for (std::uint64_t page = 0; page < 7; ++page) tlb.insert(tlb_entry(page << 12));
  unsigned held = 0;
  for (std::uint64_t page = 0; page < 7; ++page) held += holds(tlb, page << 12) ? 1 : 0;
  EXPECT_EQ(held, 6U);
}

TEST(MmuTlb, OnePageOfManySegmentsIsSpreadOverAllSets) {
  // Set: page number XOR VSID, modulo 4. Page 1 of VSIDs 0 to 7 falls twice on each.
  Tlb tlb(8, 2);
  for (std::uint64_t vsid = 0; vsid < 8; ++vsid)
    tlb.insert(tlb_entry(0x1000, {page_4k, page_4k}, vsid));
  for (std::uint64_t vsid = 0; vsid < 8; ++vsid)
    EXPECT_TRUE(holds(tlb, 0x1000, page_4k, vsid)) << vsid;
}

TEST(MmuTlb, EntryServesEveryBasePageOfItsActualPageD8) {
  Tlb tlb(8, 2);
  tlb.insert(tlb_entry(0x100'0000, {page_64k, page_16m}));
  const TlbEntry* found = tlb.lookup(at(0x1ab'cdef), page_64k).entry;
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->real, HostReal(0x100'0100'0000));
  EXPECT_FALSE(holds(tlb, 0x200'0000, page_64k));
  EXPECT_FALSE(holds(tlb, 0x100'0000, page_4k));  // the same address in a segment of another base
  EXPECT_FALSE(holds(tlb, 0x100'0000, page_16m));
}

TEST(MmuTlb, PageSizesOfOneSegmentLiveTogetherD8) {
  Tlb tlb(8, 2);
  tlb.insert(tlb_entry(0x0000, {page_4k, page_4k}));
  tlb.insert(tlb_entry(0x1'0000, {page_4k, page_64k}));
  tlb.insert(tlb_entry(0x100'0000, {page_4k, page_16m}));
  EXPECT_TRUE(holds(tlb, 0x0fff));
  EXPECT_TRUE(holds(tlb, 0x1'ffff));
  EXPECT_TRUE(holds(tlb, 0x1ff'ffff));
  EXPECT_FALSE(holds(tlb, 0x2'0000));
}

TEST(MmuTlb, TlbieTakesItsPageOfItsSizesH6) {
  Tlb tlb(8, 2);
  tlb.insert(tlb_entry(0x1000));
  tlb.insert(tlb_entry(0x2000));
  tlb.insert(tlb_entry(0x0000, {page_4k, page_64k}));
  tlb.invalidate(target(0x1000));
  tlb.invalidate(target(0x2000));
  ASSERT_TRUE(holds(tlb, 0x1000)) << "by the 64K page, which has other sizes";
  EXPECT_EQ(tlb.lookup(at(0x1000), page_4k).entry->sizes.actual, page_64k);
  tlb.invalidate(target(0, {page_4k, page_64k}));
  EXPECT_FALSE(holds(tlb, 0x1000));
}

TEST(MmuTlb, TlbieOfAPageThatIsGoneLeavesTheOneInItsPlaceH6) {
  Tlb tlb(1, 1);
  tlb.insert(tlb_entry(0x1000));
  tlb.insert(tlb_entry(0x2000));
  tlb.invalidate(target(0x1000));
  EXPECT_TRUE(holds(tlb, 0x2000));
}

TEST(MmuTlb, PageComesBackAfterItsSizeWasGoneAltogether) {
  Tlb tlb(8, 2);
  tlb.insert(tlb_entry(0x1000));
  tlb.invalidate(target(0x1000));
  EXPECT_FALSE(holds(tlb, 0x1000));
  tlb.insert(tlb_entry(0x1000));
  EXPECT_TRUE(holds(tlb, 0x1000));
}

TEST(MmuTlb, TwoPagesOverOneAddressAreAMultihitB5) {
  Tlb tlb(8, 2);
  tlb.insert(tlb_entry(0x1000));
  tlb.insert(tlb_entry(0x0000, {page_4k, page_64k}));
  EXPECT_EQ(tlb.lookup(at(0x1000), page_4k).match, Tlb::Match::kMultihit);
  EXPECT_EQ(tlb.lookup(at(0x1000), page_4k).entry, nullptr);
  EXPECT_EQ(tlb.lookup(at(0x2000), page_4k).match, Tlb::Match::kHit);
  EXPECT_EQ(tlb.lookup(at(0x1000), page_64k).match, Tlb::Match::kMiss) << "another base page size";
  tlb.invalidate(target(0x1000));
  EXPECT_EQ(tlb.lookup(at(0x1000), page_4k).match, Tlb::Match::kHit);
}

TEST(MmuTlb, TlbielOfACongruenceClassTakesThatSetH5) {
  Tlb tlb(8, 2);  // four sets: page number modulo 4 for VSID 0
  for (std::uint64_t page = 0; page < 8; ++page) tlb.insert(tlb_entry(page << 12));
  tlb.invalidate(*decode_tlbiel({0x2800}));  // set 2 at bits 40:51, IS = 2
  for (std::uint64_t page = 0; page < 8; ++page) {
    EXPECT_EQ(holds(tlb, page << 12), page % 4 != 2) << page;
  }
  tlb.invalidate(*decode_tlbiel({0x4800}));  // a set that this TLB does not have
  EXPECT_TRUE(holds(tlb, 0x3000));
}

TEST(MmuTlb, TlbielOfEachCongruenceClassTakesThatSetAloneH5) {
  for (std::uint64_t set = 0; set < 4; ++set) {
    Tlb tlb(12, 3);  // four sets: page number modulo 4 for VSID 0
    for (std::uint64_t page = 0; page < 12; ++page) tlb.insert(tlb_entry(page << 12));
    tlb.invalidate(*decode_tlbiel({set << 12 | 0x800}));
    for (std::uint64_t page = 0; page < 12; ++page) {
      EXPECT_EQ(holds(tlb, page << 12), page % 4 != set) << page;
    }
  }
}

TEST(MmuTlb, TlbieOfAPartitionTakesAllH5) {
  Tlb tlb(8, 2);
  tlb.insert(tlb_entry(0x1000));
  tlb.insert(tlb_entry(0x100'0000, {page_16m, page_16m}));
  tlb.invalidate(*decode_tlbie({0x800}));
  EXPECT_FALSE(holds(tlb, 0x1000));
  EXPECT_FALSE(holds(tlb, 0x100'0000, page_16m));
}

TEST(MmuTlb, TlbieOfEverythingTakesLargePagesWhereThereAreNoSmallOnesH5) {
  Tlb tlb(8, 2);
  tlb.insert(tlb_entry(0x100'0000, {page_16m, page_16m}));
  tlb.invalidate(*decode_tlbie({0x800}));
  EXPECT_FALSE(holds(tlb, 0x100'0000, page_16m));
}

TEST(MmuTlb, InvalidateAllLeavesNothing) {
  Tlb tlb(8, 2);
  tlb.insert(tlb_entry(0x1000));
  tlb.insert(tlb_entry(0x100'0000, {page_16m, page_16m}));
  tlb.invalidate_all();
  EXPECT_FALSE(holds(tlb, 0x1000));
  EXPECT_FALSE(holds(tlb, 0x100'0000, page_16m));
}

RC_GTEST_PROP(MmuTlb, HoldsOnlyWhatWasInsertedAndNotInvalidated,
              (const std::vector<std::uint16_t>& steps)) {
  const auto ways = *rc::gen::inRange<std::size_t>(1, 5);
  const auto sets = *rc::gen::inRange<std::size_t>(1, 8);
  Tlb tlb(sets * ways, ways);
  std::set<std::uint64_t> live;
  for (const std::uint16_t step : steps) {
    const std::uint64_t page = step / 4 % 32;
    if (step % 4 == 0) {
      tlb.invalidate(target(page << 12));
      live.erase(page);
    } else {
      tlb.insert(tlb_entry(page << 12));
      live.insert(page);
      RC_ASSERT(holds(tlb, page << 12));
    }
    std::size_t held = 0;
    for (std::uint64_t other = 0; other < 32; ++other) {
      const TlbEntry* found = tlb.lookup(at(other << 12), page_4k).entry;
      if (found == nullptr) continue;
      ++held;
      RC_ASSERT(live.contains(other));
      RC_ASSERT(found->page.offset == other << 12);
    }
    RC_ASSERT(held <= sets * ways);
  }
}

/// An entry of any page sizes, in any segment; `number` tells it from others.
TlbEntry any_entry(std::uint64_t number) {
  static const std::vector<HptePageSize> kSizes = {{page_4k, page_4k},   {page_4k, page_64k},
                                                   {page_4k, page_16m},  {page_64k, page_64k},
                                                   {page_64k, page_16m}, {page_16m, page_16m}};
  TlbEntry entry;
  entry.sizes = *rc::gen::elementOf(kSizes);
  entry.page.size = *rc::gen::element(SegmentSize::segment_256m, SegmentSize::segment_1t);
  // VSIDs differ in their low bits, or only where RB does not say.
  entry.page.vsid = Vsid(*rc::gen::inRange<std::uint64_t>(0, 64) | number << 40);
  entry.page.offset = *rc::gen::inRange<std::uint64_t>(0, 1 << 16) << shift(entry.sizes.base);
  entry.page.offset &= low_mask(shift(entry.page.size));
  entry.lpid = Lpid{*rc::gen::inRange<std::uint16_t>(0, 2)};
  return entry;
}

// It looks at the ways of one set where the operand says which.
RC_GTEST_PROP(MmuTlb, InvalidatesWhatTheTargetMatchesAndNothingElse, ()) {
  const auto ways = *rc::gen::inRange<std::size_t>(1, 5);
  const auto sets = *rc::gen::element<std::size_t>(1, 2, 3, 8, 16, 17);
  const MpssReach reach = *rc::gen::element(MpssReach::actual, MpssReach::base);
  Tlb tlb(sets * ways, ways, reach);
  std::vector<TlbEntry> held;
  for (std::uint64_t number = 0; number < 40; ++number) {
    held.push_back(any_entry(number));
    tlb.insert(held.back());
  }
  const auto is_there = [&tlb](const TlbEntry& entry) {
    return tlb.lookup(entry.page, entry.sizes.base, entry.lpid).match == Tlb::Match::kHit;
  };
  std::erase_if(held, [&](const TlbEntry& entry) { return !is_there(entry); });
  const TlbEntry& of = held.at(*rc::gen::inRange<std::size_t>(0, held.size()));
  TlbieTarget target{.lpid = of.lpid, .size = of.page.size, .pages = of.sizes};
  const std::uint64_t va = of.page.vsid.value() << shift(of.page.size) | of.page.offset;
  target.va_low = va & ~low_mask(shift(of.sizes.actual));
  target.base_page = va & low_mask(shift(of.sizes.actual)) & ~low_mask(shift(of.sizes.base));
  if (!target.names_base_page()) target.base_page &= 0xf'0000;  // AVAL (facts H3)
  tlb.invalidate(target);
  for (const TlbEntry& entry : held) {
    const bool goes = target.matches(entry.lpid, entry.page, entry.sizes, reach);
    RC_ASSERT(is_there(entry) != goes);
  }
}

TEST(MmuTlb, EntryIsOfAnUnchangedPageAndALookupFindsNothingUnlessSet) {
  const TlbEntry entry;
  EXPECT_EQ(entry.r, 0U);
  EXPECT_FALSE(entry.changed);
  EXPECT_EQ(Tlb::Lookup().match, Tlb::Match::kMiss);
  EXPECT_EQ(Tlb::Lookup().entry, nullptr);
}

/// The same lookups hit, and the same entries make room.
RC_GTEST_PROP(MmuTlb, LoadedOneDoesWhatTheSavedOneDoes, (std::uint64_t seed)) {
  Tlb saved(16, 4);
  Tlb loaded(16, 4);
  std::uint64_t drawn = 0;
  const auto use = [&](Tlb& tlb, std::uint64_t random) {
    const std::uint64_t offset = random % 64 * 0x1000;
    const bool hits = holds(tlb, offset);
    if (random >> 32 & 1) tlb.invalidate(target(offset));
    if (!hits) tlb.insert(tlb_entry(offset));
    return hits;
  };
  for (unsigned i = 0; i < 200; ++i) use(saved, split_mix_64(seed, drawn++));
  RC_ASSERT(load_saved(saved, loaded));
  for (unsigned i = 0; i < 200; ++i) {
    const std::uint64_t random = split_mix_64(seed, drawn++);
    RC_ASSERT(use(loaded, random) == use(saved, random));
  }
}

}  // namespace
}  // namespace htabsim
