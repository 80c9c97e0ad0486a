// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include <gtest/gtest.h>

#include "htabsim/model/mmu/thread_mmu.h"
#include "tests/model/mmu/mmu_world.h"

namespace htabsim {
namespace {

using namespace mmu_test;
using enum AccessKind;
using Kind = TranslationStep::Kind;
using Source = TranslationStep::Source;

constexpr std::uint64_t kKernel = msr::kSf | msr::kIr | msr::kDr;
constexpr std::uint64_t kUser = kKernel | msr::kPr;
constexpr std::uint64_t kValid = 0x0800'0000;
constexpr std::uint64_t kRs = 0x4567'8000;  // VSID 0x45678, 256 MB, 4K, Ks = Kp = 0
constexpr std::uint64_t kRb = 0x1000'0000 | kValid;
constexpr Ea kEa{0x1234'5678};
constexpr Ea kOther{0x1234'6000};  // the next page

/// A thread whose ERATs hold one instruction page and two data pages.
class ThreadMmuEdges : public testing::Test {
 protected:
  ThreadMmuEdges() { mmu_.slbmte(kRs, kRb); }

  static Access access(AccessKind kind, Ea ea = kEa, std::uint64_t msr = kKernel) {
    return {kind, ea, 4, msr};
  }
  HpteIndex place(Ea ea = kEa, std::uint64_t r = kReadWrite, std::uint64_t rs = kRs) {
    return world_.place({.segment = *decode_segment(rs), .ea = ea, .r = 0x7'6543'2000 | r});
  }
  TranslationStep run(const Access& access) {
    const TranslationStep step = mmu_.lookup(access);
    if (step.kind != Kind::kWalk) return step;
    const WalkRequest request = step.walk;
    return mmu_.finish(access, request, table_walk(world_.port, request));
  }
  bool hits(AccessKind kind, Ea ea = kEa) { return mmu_.hit(access(kind, ea)) != nullptr; }
  /// Who refuses the access, which must be refused.
  Source refused_by(const Access& access) {
    const TranslationStep step = run(access);
    EXPECT_EQ(step.kind, Kind::kFault);
    return step.source;
  }
  /// Who lets the access through, which must be let through.
  Source translated_by(const Access& access) {
    const TranslationStep step = run(access);
    EXPECT_EQ(step.kind, Kind::kTranslated);
    return step.source;
  }
  void empty_erats() { mmu_.slbia(7); }

  MmuWorld world_;
  static constexpr MmuSizes kMmuSizes{.ierat_entries = 1,
                                      .derat_entries = 2,
                                      .secondary_derat_entries = 0,
                                      .tlb_entries = 64,
                                      .tlb_ways = 4};
  Tlb tlb_{kMmuSizes};
  ThreadMmu mmu_{kMmuSizes, tlb_};
};

TEST_F(ThreadMmuEdges, SegmentRefusesWhatItDoesNotTranslate) {
  EXPECT_EQ(refused_by(access(kLoad, Ea(0x2234'5678))), Source::kSlb);
  mmu_.slbmte(kRs | 0x200, kRb);  // N
  EXPECT_EQ(refused_by(access(kFetch)), Source::kSlb);
  mmu_.slbmte(0x1000, kRb | 1);
  EXPECT_EQ(refused_by(access(kLoad)), Source::kSlb) << "multihit";
}

TEST_F(ThreadMmuEdges, WalkThenCachesRefuseADeniedStore) {
  EXPECT_EQ(refused_by(access(kStore)), Source::kWalk) << "no entry";
  place(kEa, kReadOnly);
  EXPECT_EQ(refused_by(access(kStore)), Source::kWalk);
  EXPECT_EQ(translated_by(access(kLoad)), Source::kWalk);
  EXPECT_EQ(refused_by(access(kStore)), Source::kErat);
  empty_erats();
  EXPECT_EQ(refused_by(access(kStore)), Source::kTlb);
}

TEST_F(ThreadMmuEdges, TlbRefusesTwoPagesOverOneAddressB5) {
  const VirtualAddress va = virtual_address(*decode_segment(kRs), kEa);
  TlbEntry page;
  page.page = va;
  tlb_.insert(page);
  page.sizes = {PageSize::page_4k, PageSize::page_64k};
  tlb_.insert(page);
  EXPECT_EQ(refused_by(access(kLoad)), Source::kTlb);
}

TEST_F(ThreadMmuEdges, EratGivesTheEntryAgain) {
  place();
  run(access(kLoad));
  const TranslationStep step = mmu_.lookup(access(kLoad));
  ASSERT_EQ(step.kind, Kind::kTranslated);
  EXPECT_EQ(step.source, Source::kErat);
  ASSERT_NE(step.entry, nullptr);
  EXPECT_EQ(step.entry->translate(kEa), HostReal(0x7'6543'2678));
}

TEST_F(ThreadMmuEdges, EntryIsOfItsPageNotOfTheAccessThatMadeIt) {
  place();
  const TranslationStep step = run(access(kLoad));  // byte 0x678 of the page
  ASSERT_NE(step.entry, nullptr);
  EXPECT_EQ(step.entry->real, HostReal(0x7'6543'2000));
  EXPECT_EQ(step.entry->translate(Ea(0x1234'5801)), HostReal(0x7'6543'2801));
  EXPECT_EQ(step.entry->virtual_page.offset, 0x234'5000U);
}

TEST_F(ThreadMmuEdges, OnlyAStoreToACachedPageWalksForCAloneF4) {
  place();
  EXPECT_FALSE(mmu_.lookup(access(kStore)).changes_only);
  run(access(kLoad));
  EXPECT_TRUE(mmu_.lookup(access(kStore)).changes_only);
}

TEST_F(ThreadMmuEdges, TlbServesStoresToAPageThatIsChangedF4) {
  place();
  EXPECT_EQ(translated_by(access(kStore)), Source::kWalk);
  empty_erats();
  EXPECT_EQ(translated_by(access(kStore)), Source::kTlb);
}

TEST_F(ThreadMmuEdges, FirstStoreReplacesThePagesEntryAndNoOther) {
  place();
  place(kOther);
  run(access(kLoad, kOther));
  run(access(kLoad));
  run(access(kStore));
  EXPECT_TRUE(hits(kLoad, kOther));
  EXPECT_TRUE(hits(kStore));
}

TEST_F(ThreadMmuEdges, EachEratHasItsOwnSize) {
  place();
  place(kOther);
  for (const AccessKind kind : {kLoad, kFetch}) {
    run(access(kind, kOther));
    run(access(kind));
    EXPECT_TRUE(hits(kind));
    EXPECT_EQ(hits(kind, kOther), kind == kLoad);
  }
}

TEST_F(ThreadMmuEdges, SlbieTakesAllPagesOfASegmentOf1TB8) {
  constexpr std::uint64_t kRs1T = 0x4000'0000'0000'0000 | std::uint64_t{0x77} << 24;
  constexpr Ea kFar{0x3ff'e000'1000};
  mmu_.slbmte(kRs1T, 0x300'0000'0000 | kValid | 1);
  place(kFar, kReadWrite, kRs1T);
  run(access(kLoad, kFar));
  run(access(kFetch, kFar));
  ASSERT_TRUE(hits(kLoad, kFar) && hits(kFetch, kFar));
  mmu_.slbie(0x300'0000'0000);
  EXPECT_FALSE(hits(kLoad, kFar));
  EXPECT_FALSE(hits(kFetch, kFar));
}

TEST_F(ThreadMmuEdges, SlbiaEmptiesBothEratsAndTheSlbB9) {
  mmu_.slbmte(kRs, kRb | 1);  // not slot 0, which survives
  mmu_.slbmte(0, 0);
  place();
  run(access(kLoad));
  run(access(kFetch));
  ASSERT_TRUE(hits(kLoad) && hits(kFetch));
  mmu_.slbia(0);
  EXPECT_FALSE(hits(kLoad));
  EXPECT_FALSE(hits(kFetch));
  EXPECT_EQ(mmu_.lookup(access(kLoad)).fault.interrupt, Interrupt::kDataSegment);
}

TEST_F(ThreadMmuEdges, DroppingTranslationsEmptiesBothEratsAndTheTlb) {
  place();
  run(access(kLoad));
  run(access(kFetch));
  mmu_.drop_translations();
  EXPECT_FALSE(hits(kLoad));
  EXPECT_FALSE(hits(kFetch));
  EXPECT_EQ(mmu_.lookup(access(kFetch)).kind, Kind::kWalk);
}

TEST_F(ThreadMmuEdges, AnyBitOfAMaskMakesHitsBeLookedUpE3) {
  place();
  run(access(kLoad));
  mmu_.set_masks({1, 0});  // key 31, which this page has not
  EXPECT_FALSE(hits(kLoad));
  EXPECT_EQ(translated_by(access(kLoad)), Source::kErat);
  mmu_.set_masks({0, 1});
  EXPECT_FALSE(hits(kLoad));
  mmu_.set_masks({});
  EXPECT_TRUE(hits(kLoad));
}

TEST_F(ThreadMmuEdges, WalksSetRSpeculativelyOnlyIfToldToF2) {
  EXPECT_EQ(mmu_.lookup(access(kLoad)).walk.speculative_r, SpeculativeR::never);
  mmu_.set_speculative_r(SpeculativeR::denied);
  EXPECT_EQ(mmu_.lookup(access(kLoad)).walk.speculative_r, SpeculativeR::denied);
}

TEST_F(ThreadMmuEdges, UnderVpm1OnlyAKeyByItselfIsTheGuestsA9) {
  PartitionRegisters registers;
  registers.lpcr = Lpcr(lpcr::kVpm1);
  mmu_.set_registers(registers);
  const auto guests_own = [&](AccessKind kind, std::uint32_t causes) {
    const Interrupt interrupt = mmu_.storage_fault(access(kind), causes).interrupt;
    return interrupt == Interrupt::kDataStorage || interrupt == Interrupt::kInstructionStorage;
  };
  EXPECT_TRUE(guests_own(kLoad, 0x0020'0000));
  EXPECT_TRUE(guests_own(kStore, 0x0220'0000));
  EXPECT_TRUE(guests_own(kFetch, 0x0020'0000));
  EXPECT_FALSE(guests_own(kLoad, 0x0820'0000)) << "PP too";
  EXPECT_FALSE(guests_own(kFetch, 0x1020'0000)) << "no-execute too";
  EXPECT_FALSE(guests_own(kFetch, 0x0820'0000)) << "PP too";
  EXPECT_FALSE(guests_own(kStore, 0x4200'0000)) << "no entry, no key";
}

TEST(ThreadMmuPermissions, ACachedPagePermitsEachKindInEachStateByPpAndNE1E2) {
  // Facts E1: PP 000 to 111, K = 0 and K = 1.
  constexpr std::string_view kRights[8][2] = {{"RW", "-"}, {"RW", "R"}, {"RW", "RW"}, {"R", "R"},
                                              {"-", "-"},  {"-", "-"},  {"R", "-"},   {"-", "-"}};
  for (unsigned i = 0; i < 64; ++i) {
    const unsigned pp = i % 8;
    const bool keys[] = {i / 8 % 2 != 0, i / 16 % 2 != 0};  // Ks, Kp
    const bool no_execute = i / 32 != 0;
    const std::uint64_t rs = kRs | (keys[0] ? 0x800U : 0U) | (keys[1] ? 0x400U : 0U);
    const std::uint64_t r =
        (std::uint64_t{pp / 4} << 63) | pp % 4 | (no_execute ? hpte_r::kNoExecute : 0);
    const auto right = [&](AccessKind kind, bool problem, bool changed) {
      const std::string_view rights = kRights[pp][keys[problem] ? 1 : 0];
      if (kind == kStore) return changed && rights == "RW";
      return rights != "-" && !(kind == kFetch && no_execute);
    };
    for (const AccessKind first : {kFetch, kLoad, kStore}) {
      for (const bool state : {false, true}) {
        MmuWorld world;
        world.place({.segment = *decode_segment(rs), .ea = kEa, .r = r});
        constexpr MmuSizes kSmallest{.ierat_entries = 1,
                                     .derat_entries = 1,
                                     .secondary_derat_entries = 0,
                                     .tlb_entries = 4,
                                     .tlb_ways = 4};
        Tlb tlb(kSmallest);
        ThreadMmu mmu(kSmallest, tlb);
        mmu.slbmte(rs, kRb);
        const Access access{first, kEa, 4, state ? kUser : kKernel};
        const WalkRequest request = mmu.lookup(access).walk;
        const TranslationStep step = mmu.finish(access, request, table_walk(world.port, request));
        ASSERT_EQ(step.kind == Kind::kTranslated, right(first, state, true)) << i;
        if (step.entry == nullptr) continue;
        for (const AccessKind kind : {kFetch, kLoad, kStore}) {
          for (const bool problem : {false, true}) {
            EXPECT_EQ(step.entry->permits(kind, problem), right(kind, problem, first == kStore))
                << i << " made by " << static_cast<int>(first) << ", asked for "
                << static_cast<int>(kind) << (problem ? " in problem state" : "");
          }
        }
      }
    }
  }
}

TEST(WalkResultEdges, PageIsTheRpnAloneD2D7) {
  WalkResult result;
  result.entry.r = ~std::uint64_t{0};
  EXPECT_EQ(result.page(), HostReal(0x0fff'ffff'ffff'f000));
  result.sizes = {PageSize::page_4k, PageSize::page_64k};
  EXPECT_EQ(result.page(), HostReal(0x0fff'ffff'ffff'0000));
}

}  // namespace
}  // namespace htabsim
