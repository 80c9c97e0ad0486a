// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/erat.h"

#include <algorithm>
#include <array>
#include <list>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/base/split_mix.h"
#include "tests/model/base/round_trip.h"
#include "tests/model/mmu/erat_entry.h"
#include "tests/model/mmu/scanned_erat.h"

namespace htabsim {
namespace {

using mmu_test::erat_entry;

bool holds(Erat& erat, std::uint64_t ea) { return erat.lookup(Ea(ea)) != nullptr; }

TEST(MmuErat, EmptyOneHitsNowhere) {
  Erat erat(4);
  EXPECT_FALSE(holds(erat, 0));
  EXPECT_FALSE(holds(erat, 0x1000));
}

TEST(MmuErat, TranslatesAllOfAGranuleAndNothingElse) {
  for (const unsigned shift : {12U, 16U, 24U}) {
    Erat erat(4);
    const std::uint64_t bytes = std::uint64_t{1} << shift;
    erat.insert(erat_entry(3 * bytes, shift));
    const EratEntry* last = erat.lookup(Ea(4 * bytes - 1));
    ASSERT_NE(last, nullptr) << shift;
    EXPECT_EQ(last->translate(Ea(4 * bytes - 1)), HostReal(7 * bytes - 1)) << shift;
    EXPECT_FALSE(holds(erat, 3 * bytes - 1)) << shift;
    EXPECT_FALSE(holds(erat, 4 * bytes)) << shift;
  }
}

TEST(MmuErat, LeastRecentlyUsedGoesFirst) {
  Erat erat(3);
  for (const std::uint64_t ea : {0x1000, 0x2000, 0x3000}) erat.insert(erat_entry(ea));
  EXPECT_TRUE(holds(erat, 0x1000));
  erat.insert(erat_entry(0x4000));
  EXPECT_FALSE(holds(erat, 0x2000));
  EXPECT_TRUE(holds(erat, 0x1000) && holds(erat, 0x3000) && holds(erat, 0x4000));
}

TEST(MmuErat, FreePlaceIsTakenBeforeAUsedOne) {
  Erat erat(2);
  erat.insert(erat_entry(0x1000));
  erat.insert(erat_entry(0x2000));
  EXPECT_TRUE(holds(erat, 0x1000));
  erat.drop(Ea(0x1fff));
  erat.insert(erat_entry(0x3000));
  EXPECT_FALSE(holds(erat, 0x1000));
  EXPECT_TRUE(holds(erat, 0x2000) && holds(erat, 0x3000));
}

TEST(MmuErat, OneOfASingleEntryHoldsTheLast) {
  Erat erat(1);
  erat.insert(erat_entry(0x1000));
  erat.insert(erat_entry(0x2000));
  EXPECT_EQ(erat.lookup(Ea(0x1000)), nullptr);
  EXPECT_NE(erat.lookup(Ea(0x2000)), nullptr);
}

TEST(MmuErat, PagesOfOneHintAreToldApart) {
  // 256 hints by the low page number bits: pages 1 MB apart share one.
  Erat erat(4);
  erat.insert(erat_entry(0x10'0000));
  erat.insert(erat_entry(0x20'0000));
  EXPECT_EQ(erat.lookup(Ea(0x10'0000))->page, Ea(0x10'0000));
  EXPECT_EQ(erat.lookup(Ea(0x20'0000))->page, Ea(0x20'0000));
  EXPECT_FALSE(holds(erat, 0x30'0000));
}

TEST(MmuErat, PermissionsAreByKindAndState) {
  EratEntry page = erat_entry(0x1000);
  page.permitted = 1U << (static_cast<unsigned>(AccessKind::kStore) * 2 + 1);
  for (const AccessKind kind : {AccessKind::kFetch, AccessKind::kLoad, AccessKind::kStore}) {
    EXPECT_EQ(page.permits(kind, true), kind == AccessKind::kStore);
    EXPECT_FALSE(page.permits(kind, false));
  }
}

TEST(MmuErat, EachBitPermitsOneKindInOneState) {
  for (const AccessKind kind : {AccessKind::kFetch, AccessKind::kLoad, AccessKind::kStore}) {
    for (const bool problem : {false, true}) {
      EratEntry page;
      page.permitted =
          static_cast<std::uint8_t>(1U << (static_cast<unsigned>(kind) * 2 + (problem ? 1U : 0U)));
      for (const AccessKind other : {AccessKind::kFetch, AccessKind::kLoad, AccessKind::kStore}) {
        EXPECT_EQ(page.permits(other, problem), other == kind);
        EXPECT_FALSE(page.permits(other, !problem));
      }
    }
  }
}

TEST(MmuErat, TlbieTakesThePagesThatCameFromItsTranslationH6) {
  Erat erat(4);
  erat.insert(erat_entry(0x1000));
  erat.insert(erat_entry(0x2000));
  // Another segment's window on the same virtual page.
  EratEntry alias = erat_entry(0x1000);
  alias.page = Ea(0x7000'1000);
  erat.insert(alias);
  TlbieTarget target;
  target.va_low = 0x7000'1000;  // VSID 7 << 28 | 0x1000
  erat.invalidate(target);
  EXPECT_FALSE(holds(erat, 0x1000));
  EXPECT_FALSE(holds(erat, 0x7000'1000));
  EXPECT_TRUE(holds(erat, 0x2000));
}

TEST(MmuErat, SlbieTakesOneSegmentOfItsSizeB8) {
  Erat erat(4);
  erat.insert(erat_entry(0x1000'1000));
  erat.insert(erat_entry(0x1fff'f000));
  erat.insert(erat_entry(0x2000'0000));
  EratEntry large = erat_entry(0x1000'2000);
  large.segment_size = SegmentSize::segment_1t;
  erat.insert(large);
  erat.invalidate_segment(Ea(0x1234'5678), SegmentSize::segment_256m);
  EXPECT_FALSE(holds(erat, 0x1000'1000));
  EXPECT_FALSE(holds(erat, 0x1fff'f000));
  EXPECT_TRUE(holds(erat, 0x2000'0000));
  EXPECT_TRUE(holds(erat, 0x1000'2000));
  erat.invalidate_segment(Ea(0xff'0000'0000), SegmentSize::segment_1t);
  EXPECT_FALSE(holds(erat, 0x1000'2000));
  EXPECT_TRUE(holds(erat, 0x2000'0000));
}

TEST(MmuErat, InvalidateAllLeavesNothing) {
  Erat erat(2);
  erat.insert(erat_entry(0));
  erat.insert(erat_entry(0x100'0000, 24));
  erat.invalidate_all();
  EXPECT_FALSE(holds(erat, 0));
  EXPECT_FALSE(holds(erat, 0x1ff'ffff));
}

TEST(MmuErat, RemovedEntriesStayAwayWhateverIsRemovedNext) {
  Erat erat(2);
  erat.insert(erat_entry(0x1000));
  erat.drop(Ea(0x1000));
  erat.drop(Ea(0x1000));
  erat.invalidate_segment(Ea(0), SegmentSize::segment_256m);
  erat.invalidate(*decode_tlbie({0x800}));
  EXPECT_EQ(erat.lookup(Ea(0x1000)), nullptr);
}

/// The same cache as a list, most recently used first: no hints, no ways.
class ListOfPages {
 public:
  explicit ListOfPages(std::size_t size) : size_(size) {}
  bool use(std::uint64_t page) {
    const auto it = std::ranges::find(pages_, page);
    if (it == pages_.end()) return false;
    pages_.splice(pages_.begin(), pages_, it);
    return true;
  }
  void insert(std::uint64_t page) {
    pages_.push_front(page);
    if (pages_.size() > size_) pages_.pop_back();
  }
  void drop(std::uint64_t page) { pages_.remove(page); }

 private:
  std::size_t size_;
  std::list<std::uint64_t> pages_;
};

RC_GTEST_PROP(MmuErat, HintNeverDecidesAResult, (const std::vector<std::uint16_t>& steps)) {
  const auto size = *rc::gen::inRange<std::size_t>(1, 6);
  Erat erat(size);
  ListOfPages reference(size);
  for (const std::uint16_t step : steps) {
    // Four pages in each of two hints.
    const std::uint64_t page = step % 2 + step / 2 % 4 * 256U;
    const Ea ea(page << 12);
    if (step % 16 == 15) {
      erat.drop(ea);
      reference.drop(page);
      continue;
    }
    const EratEntry* found = erat.lookup(ea);
    RC_ASSERT((found != nullptr) == reference.use(page));
    if (found != nullptr) {
      RC_ASSERT(found->page == ea);
      continue;
    }
    erat.insert(erat_entry(ea.value()));
    reference.insert(page);
  }
}

// Granules of three sizes, which may cover each other, with all that takes entries away.
RC_GTEST_PROP(MmuErat, DoesWhatAScanOfAllEntriesDoes, (const std::vector<std::uint32_t>& steps)) {
  const auto size = *rc::gen::inRange<std::size_t>(1, 12);
  Erat erat(size);
  mmu_test::ScannedErat scanned(size);
  for (const std::uint32_t step : steps) {
    const Ea ea(std::uint64_t{step / 16 % 64} << 14 | std::uint64_t{step >> 30} << 28);
    const unsigned shift = std::array{12U, 16U, 24U}[step / 1024 % 3];
    if (step % 16 == 0) {
      erat.drop(ea);
      scanned.drop(ea);
    } else if (step % 16 == 1) {
      const TlbieTarget target = mmu_test::target_of(mmu_test::erat_entry(ea.value()));
      erat.invalidate(target);
      scanned.discard_if([&target](const EratEntry& entry) {
        return target.matches(entry.lpid, entry.virtual_page, entry.page_sizes, entry.reach);
      });
    } else if (step % 64 == 2) {
      erat.invalidate_all();
      scanned.discard_if([](const EratEntry&) { return true; });
    } else {
      const EratEntry* found = erat.lookup(ea);
      const EratEntry* expected = scanned.lookup(ea);
      RC_ASSERT((found != nullptr) == (expected != nullptr));
      if (found != nullptr) {
        RC_ASSERT(found->page == expected->page);
        RC_ASSERT(found->shift == expected->shift);
        continue;
      }
      const std::uint64_t granule = ea.value() >> shift << shift;
      erat.insert(mmu_test::erat_entry(granule, shift));
      scanned.insert(mmu_test::erat_entry(granule, shift));
    }
  }
}

TEST(MmuErat, EntryPermitsNothingUnlessSet) {
  const EratEntry entry;
  EXPECT_EQ(entry.shift, 0U);
  EXPECT_EQ(entry.permitted, 0);
  EXPECT_EQ(entry.segment_size, SegmentSize::segment_256m);
}

/// With granules of two sizes, some of which lie within others, and free places.
RC_GTEST_PROP(MmuErat, LoadedOneDoesWhatTheSavedOneDoes, (std::uint64_t seed)) {
  Erat saved(8);
  Erat loaded(8);
  std::uint64_t drawn = 0;
  const auto use = [&](Erat& erat, std::uint64_t random) {
    const Ea ea(random % 40 * 0x1000);
    const EratEntry* found = erat.lookup(ea);
    const std::uint64_t page = found != nullptr ? found->page.value() + found->shift : 0;
    if (random >> 32 & 1) erat.drop(ea);
    if (erat.lookup(ea) == nullptr) {
      const unsigned shift = (random >> 33 & 3) == 0 ? 16 : 12;
      erat.insert(erat_entry(ea.value() >> shift << shift, shift));
    }
    return page;
  };
  for (unsigned i = 0; i < 100; ++i) use(saved, split_mix_64(seed, drawn++));
  RC_ASSERT(load_saved(saved, loaded));
  for (unsigned i = 0; i < 200; ++i) {
    const std::uint64_t random = split_mix_64(seed, drawn++);
    RC_ASSERT(use(loaded, random) == use(saved, random));
  }
}

}  // namespace
}  // namespace htabsim
