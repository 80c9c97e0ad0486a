// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/mmu/thread_mmu.h"
#include "tests/model/mmu/mmu_world.h"

namespace htabsim {
namespace {

using namespace mmu_test;
using enum AccessKind;
using Kind = TranslationStep::Kind;
using Source = TranslationStep::Source;

constexpr std::uint64_t kPrivileged = msr::kSf | msr::kIr | msr::kDr;
constexpr std::uint64_t kVsidWord = 0x4567'8000;  // VSID 0x45678, 256 MB, 4K
constexpr std::uint64_t kSlot = 0x1000'0000 | 0x0800'0000;
// A 64K page at 0x12340000: LP 0111 in a 4K segment, so sixteen base pages.
constexpr Ea kFirst{0x1234'0678}, kSecond{0x1234'1678};
constexpr std::uint64_t kPage64k = 0x7'6543'7000;

/// A thread in a segment of 4K pages, some of them in one 64K page (MPSS, facts D8).
class MmuMpss : public testing::TestWithParam<MpssReach> {
 protected:
  MmuMpss() { mmu_.slbmte(kVsidWord, kSlot); }

  HpteIndex place(Ea ea, std::uint64_t protection) {
    Page page{.segment = *decode_segment(kVsidWord), .ea = ea, .large = true};
    page.r = kPage64k | protection;
    return world_.place(page);
  }
  TranslationStep run(AccessKind kind, Ea ea) {
    const Access access{kind, ea, 4, kPrivileged};
    const TranslationStep step = mmu_.lookup(access);
    if (step.kind != Kind::kWalk) return step;
    const WalkRequest request = step.walk;
    return mmu_.finish(access, request, table_walk(world_.port, request));
  }
  void tlbie(HpteIndex index) {
    const Hpte entry = world_.read(index);
    mmu_.tlbie(*decode_tlbie(compute_tlbie_rb(entry, index, *kvm_page_size(entry.v, entry.r))));
  }

  MmuWorld world_;
  MmuSizes sizes_{.ierat_entries = 4,
                  .derat_entries = 4,
                  .secondary_derat_entries = 0,
                  .tlb_entries = 64,
                  .tlb_ways = 4,
                  .mpss_reach = GetParam()};
  Tlb tlb_{sizes_};
  ThreadMmu mmu_{sizes_, tlb_};
};

using enum MpssReach;

TEST_P(MmuMpss, StoreDeniedByAnotherBasePagesEntryIsToldThatItsOwnIsMissingD8) {
  place(kFirst, hpte_r::kPpReadOnly);
  ASSERT_EQ(run(kLoad, kFirst).kind, Kind::kTranslated);
  for (const bool in_erat : {true, false}) {
    if (!in_erat) mmu_.slbia(7);
    const TranslationStep step = run(kStore, kSecond);
    ASSERT_EQ(step.kind, Kind::kFault);
    EXPECT_EQ(step.source, Source::kWalk);
    EXPECT_EQ(step.fault,
              (Fault{Interrupt::kDataStorage, kSecond, cause::kNoHpte | cause::kStore}));
  }
}

TEST_P(MmuMpss, StoreThatItsOwnEntryAllowsProceedsAlthoughAnothersDeniesItD8) {
  place(kFirst, hpte_r::kPpReadOnly);
  const HpteIndex own = place(kSecond, hpte_r::kPpReadWrite);
  ASSERT_EQ(run(kLoad, kFirst).kind, Kind::kTranslated);
  const TranslationStep step = run(kStore, kSecond);
  ASSERT_EQ(step.kind, Kind::kTranslated);
  EXPECT_EQ(step.entry->translate(kSecond), HostReal(0x7'6543'1678));
  EXPECT_TRUE(any(world_.read(own).r, hpte_r::kChanged));
}

TEST_P(MmuMpss, StoreDeniedByItsOwnCachedEntryIsDeniedThereE5) {
  place(kFirst, hpte_r::kPpReadOnly);
  ASSERT_EQ(run(kLoad, kFirst).kind, Kind::kTranslated);
  const TranslationStep step = run(kStore, kFirst);
  ASSERT_EQ(step.kind, Kind::kFault);
  EXPECT_EQ(step.source, Source::kErat);
  EXPECT_EQ(step.fault.causes, cause::kProtection | cause::kStore);
}

TEST_P(MmuMpss, LoadOfAnotherBasePageIsServedByTheReachOfTheEntryD8) {
  place(kFirst, hpte_r::kPpReadWrite);
  ASSERT_EQ(run(kLoad, kFirst).kind, Kind::kTranslated);
  EXPECT_FALSE(mmu_.another_base_page_serves({kLoad, kFirst, 4, kPrivileged}));
  for (const bool in_erat : {true, false}) {
    if (!in_erat) mmu_.slbia(7);
    EXPECT_EQ(mmu_.another_base_page_serves({kLoad, kSecond, 4, kPrivileged}),
              GetParam() == actual);
    const TranslationStep step = run(kLoad, kSecond);
    if (GetParam() == actual) {
      ASSERT_EQ(step.kind, Kind::kTranslated);
      EXPECT_EQ(step.entry->translate(kSecond), HostReal(0x7'6543'1678));
    } else {
      ASSERT_EQ(step.kind, Kind::kFault);
      EXPECT_EQ(step.fault, (Fault{Interrupt::kDataStorage, kSecond, cause::kNoHpte}));
    }
  }
}

TEST_P(MmuMpss, TlbieOfABasePageTakesWhatTheReachOfTheEntryCoversH6) {
  const HpteIndex first = place(kFirst, hpte_r::kPpReadWrite);
  const HpteIndex second = place(kSecond, hpte_r::kPpReadWrite);
  for (const bool in_erat : {true, false}) {
    ASSERT_EQ(run(kLoad, kFirst).kind, Kind::kTranslated);
    if (!in_erat) mmu_.slbia(7);
    tlbie(second);
    EXPECT_EQ(run(kLoad, kFirst).source == Source::kWalk, GetParam() == actual);
    tlbie(first);
    EXPECT_EQ(run(kLoad, kFirst).source, Source::kWalk);
  }
}

INSTANTIATE_TEST_SUITE_P(Reach, MmuMpss, testing::Values(actual, base), [](const auto& reach) {
  return std::string(enumerator_name(reach.param));
});

}  // namespace
}  // namespace htabsim
