// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/thread_mmu.h"

#include <cstddef>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/model/base/round_trip.h"
#include "tests/model/mmu/mmu_world.h"

namespace htabsim {
namespace {

using namespace mmu_test;
using enum AccessKind;
using Kind = TranslationStep::Kind;
using Source = TranslationStep::Source;

constexpr std::uint64_t kKernel = msr::kSf | msr::kIr | msr::kDr;
constexpr std::uint64_t kUser = kKernel | msr::kPr;
constexpr std::uint64_t kRs = 0x4567'8000 | 0x400;  // VSID 0x45678, 256 MB, 4K, Kp
constexpr std::uint64_t kValid = 0x0800'0000;
constexpr std::uint64_t kRb = 0x1000'0000 | kValid;
constexpr std::uint64_t kBothKeyBits = 0xc000'0000'0000'0000;  // of key 0
constexpr Ea kOther{0x1234'6000};                              // the next page

class MmuThread : public testing::Test {
 protected:
  explicit MmuThread(std::size_t instruction_entries = 4, std::size_t data_entries = 4)
      : sizes_{.ierat_entries = instruction_entries,
               .derat_entries = data_entries,
               .secondary_derat_entries = 0,
               .tlb_entries = 64,
               .tlb_ways = 4,
               .mpss_reach = MpssReach::actual},
        tlb_(sizes_),
        mmu_(sizes_, tlb_) {
    mmu_.slbmte(kRs, kRb);
    page_.segment = *decode_segment(kRs);
    page_.ea = kEa;
    page_.r = kRpn | hpte_r::kPpReadWrite;
  }

  static Access access(AccessKind kind, Ea ea = kEa, std::uint64_t msr = kKernel) {
    return {kind, ea, 4, msr};
  }
  TranslationStep run(const Access& access) {
    const TranslationStep step = mmu_.lookup(access);
    if (step.kind != Kind::kWalk) return step;
    const WalkRequest request = step.walk;
    return mmu_.finish(access, request, table_walk(world_.port, request));
  }
  void expect_source(const Access& access, Source source) {
    const TranslationStep step = run(access);
    ASSERT_EQ(step.kind, Kind::kTranslated);
    EXPECT_EQ(step.source, source);
  }
  void expect_fault(const Access& access, Interrupt interrupt, std::uint32_t causes) {
    const TranslationStep step = run(access);
    ASSERT_EQ(step.kind, Kind::kFault);
    EXPECT_EQ(step.fault, (Fault{interrupt, access.ea, causes}));
  }
  void set_vpm1() {
    PartitionRegisters registers;
    registers.lpcr = Lpcr(std::uint64_t{1} << 62);
    mmu_.set_registers(registers);
  }
  /// Empties the ERATs and leaves the rest.
  void drop_erats() { mmu_.slbia(7); }
  /// The operand for the page's own entry.
  TlbieTarget target() const {
    const Hpte entry = MmuWorld::entry(page_);
    const auto sizes = kvm_page_size(entry.v, entry.r);
    return *decode_tlbie(compute_tlbie_rb(entry, first_slot(world_.pteg(page_)), *sizes));
  }

  MmuWorld world_;
  MmuSizes sizes_;
  Tlb tlb_;
  ThreadMmu mmu_;
  Page page_;
};

TEST_F(MmuThread, WalkFillsEratAndTlb) {
  world_.place(page_);
  const TranslationStep step = run(access(kLoad));
  ASSERT_EQ(step.kind, Kind::kTranslated);
  EXPECT_EQ(step.source, Source::kWalk);
  EXPECT_EQ(step.entry->translate(kEa), HostReal(0x7'6543'2678));  // RPN, and EA's low 12 bits
  expect_source(access(kLoad), Source::kErat);
  drop_erats();
  expect_source(access(kLoad), Source::kTlb);
  expect_source(access(kLoad), Source::kErat);
}

// The TLB keeps the first guest's translation for its return.
TEST_F(MmuThread, AnotherLpidFindsNoTranslationOfThisOneH10) {
  world_.place(page_);
  expect_source(access(kLoad), Source::kWalk);
  PartitionRegisters registers;
  registers.lpid = Lpid{2};
  mmu_.set_registers(registers);
  const TranslationStep step = mmu_.lookup(access(kLoad));
  EXPECT_EQ(step.kind, Kind::kWalk);
  EXPECT_EQ(step.walk.lpid, Lpid{2});
  mmu_.set_registers({});
  expect_source(access(kLoad), Source::kTlb);
}

TEST_F(MmuThread, TlbieOfAnotherGuestLeavesEratAndTlbH6) {
  world_.place(page_);
  run(access(kLoad));
  TlbieTarget others = target();
  others.lpid = Lpid{2};
  mmu_.tlbie(others);
  expect_source(access(kLoad), Source::kErat);
  drop_erats();
  expect_source(access(kLoad), Source::kTlb);
}

TEST_F(MmuThread, SecondaryEratGivesWhatThePrimaryHasForgotten) {
  MmuSizes sizes = sizes_;
  sizes.derat_entries = 1;
  sizes.secondary_derat_entries = 2;
  ThreadMmu mmu(sizes, tlb_);
  mmu.slbmte(kRs, kRb);
  Page other = page_;
  other.ea = Ea(kEa.value() + 0x1000);
  world_.place(page_);
  world_.place(other);
  const auto walked = [&](Ea ea) {
    const TranslationStep step = mmu.lookup(access(kLoad, ea));
    ASSERT_EQ(step.kind, Kind::kWalk);
    mmu.finish(access(kLoad, ea), step.walk, table_walk(world_.port, step.walk));
  };
  walked(kEa);
  walked(other.ea);
  EXPECT_EQ(mmu.hit(access(kLoad)), nullptr);
  const TranslationStep step = mmu.lookup(access(kLoad));
  EXPECT_EQ(step.source, Source::kSecondaryErat);
  EXPECT_FALSE(step.reloads_erat) << "from the TLB";
  EXPECT_NE(mmu.hit(access(kLoad)), nullptr);
  mmu.slbia(7);
  EXPECT_EQ(mmu.lookup(access(kLoad)).source, Source::kTlb);
}

TEST_F(MmuThread, FetchesAndDataHaveTheirOwnErat) {
  world_.place(page_);
  expect_source(access(kLoad), Source::kWalk);
  EXPECT_EQ(mmu_.hit(access(kFetch)), nullptr);
  expect_source(access(kFetch), Source::kTlb);
  EXPECT_NE(mmu_.hit(access(kFetch)), nullptr);
}

TEST_F(MmuThread, NoSegmentIsASegmentInterruptWithoutCausesB6) {
  expect_fault(access(kLoad, Ea(0x2234'5678)), Interrupt::kDataSegment, 0);
  expect_fault(access(kStore, Ea(0x2234'5678)), Interrupt::kDataSegment, 0);
  expect_fault(access(kFetch, Ea(0x2234'5678)), Interrupt::kInstructionSegment, 0);
}

TEST_F(MmuThread, TwoSegmentsAreAMachineCheckB5) {
  mmu_.slbmte(0x1000, kRb | 1);
  expect_fault(access(kLoad), Interrupt::kMachineCheck, 0x80);
  expect_fault(access(kFetch), Interrupt::kMachineCheck, 0xc0000);
}

TEST_F(MmuThread, NoEntryIsAStorageInterruptE5) {
  expect_fault(access(kLoad), Interrupt::kDataStorage, 0x4000'0000);
  expect_fault(access(kStore), Interrupt::kDataStorage, 0x4200'0000);
  expect_fault(access(kFetch), Interrupt::kInstructionStorage, 0x4000'0000);
}

TEST_F(MmuThread, Vpm1SendsStorageInterruptsToTheHypervisorA8) {
  set_vpm1();
  expect_fault(access(kStore), Interrupt::kHypervisorDataStorage, 0x4200'0000);
  expect_fault(access(kFetch), Interrupt::kHypervisorInstructionStorage, 0x4000'0000);
}

TEST_F(MmuThread, Vpm1LeavesSegmentInterruptsToTheGuestA8) {
  set_vpm1();
  expect_fault(access(kLoad, Ea(0x2234'5678)), Interrupt::kDataSegment, 0);
  expect_fault(access(kFetch, Ea(0x2234'5678)), Interrupt::kInstructionSegment, 0);
}

TEST_F(MmuThread, NoExecuteSegmentFaultsBeforeTheWalkE6E9) {
  mmu_.slbmte(kRs | 0x200, kRb);
  expect_fault(access(kFetch), Interrupt::kInstructionStorage, 0x1000'0000);
  EXPECT_EQ(world_.port.trace(), "");
  expect_fault(access(kLoad), Interrupt::kDataStorage, 0x4000'0000);
}

TEST_F(MmuThread, DeniedAlikeByWalkTlbAndErat) {
  page_.r = kRpn | hpte_r::kPpReadOnly;
  world_.place(page_);
  expect_fault(access(kStore), Interrupt::kDataStorage, 0x0a00'0000);  // the walk
  expect_source(access(kLoad), Source::kWalk);
  expect_fault(access(kStore), Interrupt::kDataStorage, 0x0a00'0000);  // the ERAT
  drop_erats();
  expect_fault(access(kStore), Interrupt::kDataStorage, 0x0a00'0000);  // the TLB
}

TEST_F(MmuThread, CachedPageChecksTheStateOfEachAccessE1) {
  page_.r = kRpn | 0b001;  // K = 0 may store, K = 1 may not; Ks = 0, Kp = 1
  world_.place(page_);
  expect_source(access(kStore), Source::kWalk);
  expect_fault(access(kStore, kEa, kUser), Interrupt::kDataStorage, 0x0a00'0000);
  EXPECT_EQ(mmu_.hit(access(kStore, kEa, kUser)), nullptr);
  expect_source(access(kLoad, kEa, kUser), Source::kErat);
  expect_source(access(kStore), Source::kErat);
}

TEST_F(MmuThread, AmrIsAppliedToEveryAccessE3M9) {
  world_.place(page_);
  expect_source(access(kStore), Source::kWalk);
  mmu_.set_masks({kBothKeyBits, 0});
  EXPECT_EQ(mmu_.hit(access(kLoad)), nullptr);
  expect_fault(access(kLoad), Interrupt::kDataStorage, 0x0020'0000);
  expect_fault(access(kStore), Interrupt::kDataStorage, 0x0220'0000);
  drop_erats();
  expect_fault(access(kLoad), Interrupt::kDataStorage, 0x0020'0000);
  mmu_.set_masks({});
  expect_source(access(kLoad), Source::kTlb);
  expect_source(access(kStore), Source::kErat);
}

TEST_F(MmuThread, AmrOfOtherKeysLeavesCachedPagesAloneE3) {
  world_.place(page_);
  expect_source(access(kLoad), Source::kWalk);
  mmu_.set_masks({~kBothKeyBits, 0});
  expect_source(access(kLoad), Source::kErat);
}

TEST_F(MmuThread, IamrIsAppliedToEveryFetchE3M9) {
  world_.place(page_);
  expect_source(access(kFetch), Source::kWalk);
  mmu_.set_masks({0, kBothKeyBits});
  EXPECT_EQ(mmu_.hit(access(kFetch)), nullptr);
  expect_fault(access(kFetch), Interrupt::kInstructionStorage, 0x0020'0000);
  expect_source(access(kLoad), Source::kTlb);
}

TEST_F(MmuThread, FirstStoreWalksToSetCF4) {
  const HpteIndex index = world_.place(page_);
  expect_source(access(kLoad), Source::kWalk);
  EXPECT_EQ(mmu_.hit(access(kStore)), nullptr);
  const TranslationStep step = mmu_.lookup(access(kStore));
  ASSERT_EQ(step.kind, Kind::kWalk);
  EXPECT_TRUE(step.changes_only);
  EXPECT_EQ(world_.read(index).r, page_.r | 0x100);
  expect_source(access(kStore), Source::kWalk);
  EXPECT_EQ(world_.read(index).r, page_.r | 0x180);
  EXPECT_NE(mmu_.hit(access(kStore)), nullptr);
}

TEST_F(MmuThread, StoreToAPageThatIsChangedNeedsNoWalkF4) {
  page_.r |= 0x180;
  world_.place(page_);
  expect_source(access(kLoad), Source::kWalk);
  expect_source(access(kStore), Source::kErat);
  EXPECT_EQ(world_.port.count("stb"), 0);
}

TEST_F(MmuThread, CachedRAndCAreNotWrittenAgainWithoutTlbieF4) {
  const HpteIndex index = world_.place(page_);
  expect_source(access(kStore), Source::kWalk);
  world_.put(index, MmuWorld::entry(page_));  // software clears R and C
  expect_source(access(kStore), Source::kErat);
  EXPECT_EQ(world_.read(index).r, page_.r);
  mmu_.tlbie(target());
  expect_source(access(kStore), Source::kWalk);
  EXPECT_EQ(world_.read(index).r, page_.r | 0x180);
}

TEST_F(MmuThread, RemovedEntryTranslatesUntilTlbieG6H6) {
  const HpteIndex index = world_.place(page_);
  expect_source(access(kLoad), Source::kWalk);
  expect_source(access(kFetch), Source::kTlb);
  world_.put(index, {});
  expect_source(access(kLoad), Source::kErat);
  mmu_.tlbie(target());
  expect_fault(access(kLoad), Interrupt::kDataStorage, 0x4000'0000);
  expect_fault(access(kFetch), Interrupt::kInstructionStorage, 0x4000'0000);
}

TEST_F(MmuThread, TlbieLeavesOtherPagesH6) {
  world_.place(page_);
  Page other = page_;
  other.ea = kEa + 0x1000;
  world_.place(other);
  expect_source(access(kLoad), Source::kWalk);
  expect_source(access(kLoad, other.ea), Source::kWalk);
  mmu_.tlbie(target());
  expect_source(access(kLoad, other.ea), Source::kErat);
}

TEST_F(MmuThread, SlbieTakesTheSegmentFromSlbAndEratsB8) {
  world_.place(page_);
  expect_source(access(kLoad), Source::kWalk);
  expect_source(access(kFetch), Source::kTlb);
  mmu_.slbie(0x1000'0000);
  expect_fault(access(kLoad), Interrupt::kDataSegment, 0);
  expect_fault(access(kFetch), Interrupt::kInstructionSegment, 0);
  mmu_.slbmte(kRs, kRb);
  expect_source(access(kLoad), Source::kTlb);
}

TEST_F(MmuThread, SlbieLeavesOtherSegmentsB8) {
  world_.place(page_);
  expect_source(access(kLoad), Source::kWalk);
  mmu_.slbie(0x2000'0000);
  expect_source(access(kLoad), Source::kErat);
}

TEST_F(MmuThread, TranslationOutlivesAnOverwrittenSegmentUntilSlbieB8) {
  world_.place(page_);
  expect_source(access(kLoad), Source::kWalk);
  mmu_.slbmte(0x1000, 0x5800'0000);  // the same slot, for another address
  expect_source(access(kLoad), Source::kErat);
  mmu_.slbie(0x1000'0000);
  expect_fault(access(kLoad), Interrupt::kDataSegment, 0);
}

TEST_F(MmuThread, SlbiaOfEveryHintEmptiesTheEratsB9) {
  for (unsigned ih = 0; ih < 8; ++ih) {
    mmu_.slbmte(kRs, kRb);
    world_.place(page_);
    ASSERT_EQ(run(access(kLoad)).kind, Kind::kTranslated);
    mmu_.slbia(ih);
    EXPECT_EQ(mmu_.hit(access(kLoad)), nullptr) << ih;
  }
}

TEST_F(MmuThread, SlbiaHint7LeavesTheSegmentsB9) {
  world_.place(page_);
  expect_source(access(kLoad), Source::kWalk);
  mmu_.slbia(7);
  expect_source(access(kLoad), Source::kTlb);
}

TEST_F(MmuThread, OneEntryOfA16MPageServesAllItsBasePagesD8) {
  const std::uint64_t rs = 0x4567'8000 | 0x110;  // 64K segment
  mmu_.slbmte(rs, kRb);
  page_.segment = *decode_segment(rs);
  page_.large = true;
  page_.r = 0x7'6500'0000 | 0x8000 | hpte_r::kPpReadWrite;  // LP 00001000: 16M in 64K
  world_.place(page_);
  expect_source(access(kLoad), Source::kWalk);
  drop_erats();
  const Ea other(0x12ff'0123);
  const TranslationStep step = run(access(kLoad, other));
  ASSERT_EQ(step.kind, Kind::kTranslated);
  EXPECT_EQ(step.source, Source::kTlb);
  EXPECT_EQ(step.entry->translate(other), HostReal(0x7'65ff'0123));
}

class MmuThread16G : public MmuThread {
 protected:
  MmuThread16G() {
    const std::uint64_t rs = 0x4000'0000'0000'0000 | std::uint64_t{0x77} << 24 | 0x120;
    mmu_.slbmte(rs, 0x300'0000'0000 | kValid);
    page_.segment = *decode_segment(rs);
    page_.large = true;
    page_.ea = Ea(0x304'1234'5678);                           // the second 16G page: 4'0000'0000
    page_.r = 0xc'0000'0000 | 0x3000 | hpte_r::kPpReadWrite;  // LP 00000011
    world_.place(page_);
  }
};

TEST_F(MmuThread16G, IsCachedInPiecesOf16M) {
  const TranslationStep step = run(access(kLoad, page_.ea));
  ASSERT_EQ(step.kind, Kind::kTranslated);
  EXPECT_EQ(step.entry->shift, 24U);
  EXPECT_EQ(step.entry->page, Ea(0x304'1200'0000));
  // 0x304'1234'5678 within its 16G page (34 bits) is 0'1234'5678.
  EXPECT_EQ(step.entry->translate(page_.ea), HostReal(0xc'1234'5678));
}

TEST_F(MmuThread16G, NextPieceComesFromTheTlb) {
  expect_source(access(kLoad, page_.ea), Source::kWalk);
  const Ea last(0x307'ffff'fffc);
  const TranslationStep step = run(access(kLoad, last));
  ASSERT_EQ(step.kind, Kind::kTranslated);
  EXPECT_EQ(step.source, Source::kTlb);
  EXPECT_EQ(step.entry->translate(last), HostReal(0xf'ffff'fffc));
  expect_source(access(kLoad, page_.ea), Source::kErat);
}

TEST_F(MmuThread16G, TlbieTakesEveryPieceH6) {
  const Ea other = page_.ea + 0x100'0000;
  expect_source(access(kLoad, page_.ea), Source::kWalk);
  expect_source(access(kLoad, other), Source::kTlb);
  mmu_.tlbie(target());
  EXPECT_EQ(mmu_.hit(access(kLoad, page_.ea)), nullptr);
  EXPECT_EQ(mmu_.hit(access(kLoad, other)), nullptr);
  expect_source(access(kLoad, other), Source::kWalk);
}

/// A thread whose ERATs hold one instruction page and two data pages.
class MmuThreadSmallErats : public MmuThread {
 protected:
  MmuThreadSmallErats() : MmuThread(1, 2) {}

  HpteIndex place(Ea ea = kEa, std::uint64_t r = hpte_r::kPpReadWrite, std::uint64_t rs = kRs) {
    return world_.place({.segment = *decode_segment(rs), .ea = ea, .r = kRpn | r});
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
};

TEST_F(MmuThreadSmallErats, SegmentRefusesWhatItDoesNotTranslate) {
  EXPECT_EQ(refused_by(access(kLoad, Ea(0x2234'5678))), Source::kSlb);
  mmu_.slbmte(kRs | 0x200, kRb);  // N
  EXPECT_EQ(refused_by(access(kFetch)), Source::kSlb);
  mmu_.slbmte(0x1000, kRb | 1);
  EXPECT_EQ(refused_by(access(kLoad)), Source::kSlb) << "multihit";
}

TEST_F(MmuThreadSmallErats, WalkThenCachesRefuseADeniedStore) {
  EXPECT_EQ(refused_by(access(kStore)), Source::kWalk) << "no entry";
  place(kEa, hpte_r::kPpReadOnly);
  EXPECT_EQ(refused_by(access(kStore)), Source::kWalk);
  EXPECT_EQ(translated_by(access(kLoad)), Source::kWalk);
  EXPECT_EQ(refused_by(access(kStore)), Source::kErat);
  drop_erats();
  EXPECT_EQ(refused_by(access(kStore)), Source::kTlb);
}

TEST_F(MmuThreadSmallErats, TlbRefusesTwoPagesOverOneAddressB5) {
  const VirtualAddress va = virtual_address(*decode_segment(kRs), kEa);
  TlbEntry page;
  page.page = va;
  tlb_.insert(page);
  page.sizes = {PageSize::page_4k, PageSize::page_64k};
  tlb_.insert(page);
  EXPECT_EQ(refused_by(access(kLoad)), Source::kTlb);
}

TEST_F(MmuThreadSmallErats, EratGivesTheEntryAgain) {
  place();
  run(access(kLoad));
  const TranslationStep step = mmu_.lookup(access(kLoad));
  ASSERT_EQ(step.kind, Kind::kTranslated);
  EXPECT_EQ(step.source, Source::kErat);
  ASSERT_NE(step.entry, nullptr);
  EXPECT_EQ(step.entry->translate(kEa), HostReal(0x7'6543'2678));
}

TEST_F(MmuThreadSmallErats, EntryIsOfItsPageNotOfTheAccessThatMadeIt) {
  place();
  const TranslationStep step = run(access(kLoad));  // byte 0x678 of the page
  ASSERT_NE(step.entry, nullptr);
  EXPECT_EQ(step.entry->real, HostReal(0x7'6543'2000));
  EXPECT_EQ(step.entry->translate(Ea(0x1234'5801)), HostReal(0x7'6543'2801));
  EXPECT_EQ(step.entry->virtual_page.offset, 0x234'5000U);
}

TEST_F(MmuThreadSmallErats, OnlyAStoreToACachedPageWalksForCAloneF4) {
  place();
  EXPECT_FALSE(mmu_.lookup(access(kStore)).changes_only);
  run(access(kLoad));
  EXPECT_TRUE(mmu_.lookup(access(kStore)).changes_only);
}

TEST_F(MmuThreadSmallErats, TlbServesStoresToAPageThatIsChangedF4) {
  place();
  EXPECT_EQ(translated_by(access(kStore)), Source::kWalk);
  drop_erats();
  EXPECT_EQ(translated_by(access(kStore)), Source::kTlb);
}

TEST_F(MmuThreadSmallErats, FirstStoreReplacesThePagesEntryAndNoOther) {
  place();
  place(kOther);
  run(access(kLoad, kOther));
  run(access(kLoad));
  run(access(kStore));
  EXPECT_TRUE(hits(kLoad, kOther));
  EXPECT_TRUE(hits(kStore));
}

TEST_F(MmuThreadSmallErats, EachEratHasItsOwnSize) {
  place();
  place(kOther);
  for (const AccessKind kind : {kLoad, kFetch}) {
    run(access(kind, kOther));
    run(access(kind));
    EXPECT_TRUE(hits(kind));
    EXPECT_EQ(hits(kind, kOther), kind == kLoad);
  }
}

TEST_F(MmuThreadSmallErats, SlbieTakesAllPagesOfASegmentOf1TB8) {
  constexpr std::uint64_t kRs1T = 0x4000'0000'0000'0000 | std::uint64_t{0x77} << 24;
  constexpr Ea kFar{0x3ff'e000'1000};
  mmu_.slbmte(kRs1T, 0x300'0000'0000 | kValid | 1);
  place(kFar, hpte_r::kPpReadWrite, kRs1T);
  run(access(kLoad, kFar));
  run(access(kFetch, kFar));
  ASSERT_TRUE(hits(kLoad, kFar) && hits(kFetch, kFar));
  mmu_.slbie(0x300'0000'0000);
  EXPECT_FALSE(hits(kLoad, kFar));
  EXPECT_FALSE(hits(kFetch, kFar));
}

TEST_F(MmuThreadSmallErats, SlbiaEmptiesBothEratsAndTheSlbB9) {
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

TEST_F(MmuThreadSmallErats, DroppingTranslationsEmptiesBothEratsAndTheTlb) {
  place();
  run(access(kLoad));
  run(access(kFetch));
  mmu_.drop_translations();
  EXPECT_FALSE(hits(kLoad));
  EXPECT_FALSE(hits(kFetch));
  EXPECT_EQ(mmu_.lookup(access(kFetch)).kind, Kind::kWalk);
}

TEST_F(MmuThreadSmallErats, AnyBitOfAMaskMakesHitsBeLookedUpE3) {
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

TEST_F(MmuThreadSmallErats, WalksSetRSpeculativelyOnlyIfToldToF2) {
  EXPECT_EQ(mmu_.lookup(access(kLoad)).walk.speculative_r, SpeculativeR::never);
  mmu_.set_speculative_r(SpeculativeR::denied);
  EXPECT_EQ(mmu_.lookup(access(kLoad)).walk.speculative_r, SpeculativeR::denied);
}

TEST_F(MmuThreadSmallErats, UnderVpm1OnlyAKeyByItselfIsTheGuestsA9) {
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

TEST(MmuThreadPermissions, ACachedPagePermitsEachKindInEachStateByPpAndNE1E2) {
  // Facts E1: PP 000 to 111, K = 0 and K = 1.
  constexpr std::string_view kRights[8][2] = {{"RW", "-"}, {"RW", "R"}, {"RW", "RW"}, {"R", "R"},
                                              {"-", "-"},  {"-", "-"},  {"R", "-"},   {"-", "-"}};
  for (unsigned i = 0; i < 64; ++i) {
    const unsigned pp = i % 8;
    const bool keys[] = {i / 8 % 2 != 0, i / 16 % 2 != 0};  // Ks, Kp
    const bool no_execute = i / 32 != 0;
    const std::uint64_t rs = 0x4567'8000 | (keys[0] ? 0x800U : 0U) | (keys[1] ? 0x400U : 0U);
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
        const MmuSizes sizes{.ierat_entries = 1,
                             .derat_entries = 1,
                             .secondary_derat_entries = 0,
                             .tlb_entries = 4,
                             .tlb_ways = 4,
                             .mpss_reach = MpssReach::actual};
        Tlb tlb(sizes);
        ThreadMmu mmu(sizes, tlb);
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

TEST(MmuTranslationStep, IsAFaultOfTheEratUnlessSet) {
  const TranslationStep step;
  EXPECT_EQ(step.kind, TranslationStep::Kind::kFault);
  EXPECT_EQ(step.source, TranslationStep::Source::kErat);
  EXPECT_EQ(step.entry, nullptr);
  EXPECT_FALSE(step.changes_only);
}

TEST_F(MmuThread, LoadedOneFindsWhatTheSavedOneHas) {
  world_.place(page_);
  run(access(kLoad));
  Tlb tlb(sizes_);
  ThreadMmu loaded(sizes_, tlb);
  EXPECT_EQ(loaded.lookup(access(kLoad)).source, Source::kSlb);
  EXPECT_TRUE(load_saved(mmu_, loaded));
  const TranslationStep step = loaded.lookup(access(kLoad));
  ASSERT_EQ(step.kind, Kind::kTranslated);
  EXPECT_EQ(step.source, Source::kErat);
  EXPECT_EQ(loaded.lookup(access(kLoad, kOther)).kind, Kind::kWalk);
}

}  // namespace
}  // namespace htabsim
