// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/mmu/thread_mmu.h"
#include "tests/model/mmu/mmu_world.h"

namespace htabsim {
namespace {

using mmu_test::MmuWorld;
using mmu_test::Page;

constexpr std::uint64_t kGuest = msr::kSf | msr::kIr | msr::kDr;
constexpr std::uint64_t kHypervisor = kGuest | msr::kHv;
constexpr Ea kEa64K{0x1000'0000'0003'4568};

/// A thread with one segment of 64K pages at kEa64K.
class PartitionModesTest : public testing::Test {
 protected:
  PartitionModesTest() { mmu.slbmte(0x12'3000'0000 | 0x110, kEsid); }

  void set_lpcr(std::uint64_t value) {
    PartitionRegisters registers;
    registers.lpcr = Lpcr(value);
    mmu.set_registers(registers);
  }
  TranslationStep step(AccessKind kind, std::uint64_t msr) {
    const Access access{kind, kEa64K, 4, msr};
    TranslationStep step = mmu.lookup(access);
    if (step.kind != TranslationStep::Kind::kWalk) return step;
    const WalkRequest request = step.walk;
    return mmu.finish(access, request, table_walk(world.port, request));
  }
  void place(PageSize base, std::uint64_t r, bool large) {
    Segment segment = *decode_segment(0x12'3000'0000 | 0x110);
    segment.base_page = base;
    world.place({.segment = segment, .ea = kEa64K, .r = r | hpte_r::kPpReadWrite, .large = large});
  }

  static constexpr std::uint64_t kEsid = 0x1000'0000'0800'0003;
  MmuWorld world;
  static constexpr MmuSizes kMmuSizes{.ierat_entries = 4,
                                      .derat_entries = 4,
                                      .secondary_derat_entries = 0,
                                      .tlb_entries = 64,
                                      .tlb_ways = 4,
                                      .mpss_reach = MpssReach::actual};
  Tlb tlb{kMmuSizes};
  ThreadMmu mmu{kMmuSizes, tlb};
};

TEST_F(PartitionModesTest, WithVpm1AGuestsStorageInterruptsAreTheHypervisorsA8) {
  set_lpcr(lpcr::kVpm1);
  EXPECT_EQ(step(AccessKind::kLoad, kGuest).fault.interrupt, Interrupt::kHypervisorDataStorage);
  EXPECT_EQ(step(AccessKind::kFetch, kGuest).fault.interrupt,
            Interrupt::kHypervisorInstructionStorage);
}

TEST_F(PartitionModesTest, KbvSaysWhoseAKeyViolationIsUnderVpm1A9) {
  place(PageSize::page_64k, 0x49c'1000, true);
  mmu.set_masks({0xc000'0000'0000'0000, 0});  // key 0: no loads, no stores
  set_lpcr(lpcr::kVpm1);
  const Fault own = step(AccessKind::kStore, kGuest).fault;
  EXPECT_EQ(own, (Fault{Interrupt::kDataStorage, kEa64K, 0x0220'0000}));
  set_lpcr(lpcr::kVpm1 | lpcr::kKbv);
  EXPECT_EQ(step(AccessKind::kStore, kGuest).fault,
            (Fault{Interrupt::kHypervisorDataStorage, kEa64K, 0x0220'0000}));
}

TEST_F(PartitionModesTest, KeyAndPpTogetherAreTheHypervisorsA9) {
  place(PageSize::page_64k, 0x49c'1001, true);  // with kPpReadWrite PP 011: no stores
  mmu.set_masks({0xc000'0000'0000'0000, 0});
  set_lpcr(lpcr::kVpm1);
  EXPECT_EQ(step(AccessKind::kStore, kGuest).fault,
            (Fault{Interrupt::kHypervisorDataStorage, kEa64K, 0x0a20'0000}));
}

TEST_F(PartitionModesTest, Isa300HasNoKbvA9) {
  place(PageSize::page_64k, 0x49c'1000, true);
  mmu.set_masks({0xc000'0000'0000'0000, 0});
  PartitionRegisters registers;
  registers.lpcr = Lpcr(lpcr::kVpm1);
  registers.partition_entry = PartitionTableEntry{};
  mmu.set_registers(registers);
  EXPECT_EQ(step(AccessKind::kLoad, kGuest).fault,
            (Fault{Interrupt::kHypervisorDataStorage, kEa64K, 0x0020'0000}));
}

TEST_F(PartitionModesTest, TwoCachedPagesOverOneAddressAreAMachineCheckB5) {
  mmu.slbmte(0x12'3000'0000, kEsid);  // a segment of 4K pages
  Segment small = *decode_segment(0x12'3000'0000);
  const auto page = [&](Ea ea, std::uint64_t r, bool large) {
    world.place({.segment = small, .ea = ea, .r = r | hpte_r::kPpReadWrite, .large = large});
  };
  // The page at kEa64K by itself, and its neighbour as one of a 64K page (LP 0111).
  page(kEa64K, 0x49c'4000, false);
  page(kEa64K + 0x1000, 0x50'7000, true);
  const auto touch = [&](Ea ea, AccessKind kind) {
    const Access access{kind, ea, 4, kGuest};
    const TranslationStep found = mmu.lookup(access);
    if (found.kind != TranslationStep::Kind::kWalk) return found;
    const WalkRequest request = found.walk;
    return mmu.finish(access, request, table_walk(world.port, request));
  };
  EXPECT_EQ(touch(kEa64K, AccessKind::kLoad).kind, TranslationStep::Kind::kTranslated);
  EXPECT_EQ(touch(kEa64K + 0x1000, AccessKind::kLoad).kind, TranslationStep::Kind::kTranslated);
  EXPECT_EQ(touch(kEa64K, AccessKind::kFetch).fault,
            (Fault{Interrupt::kMachineCheck, kEa64K, 0x0014'0000}));
  mmu.slbie(kEsid);  // empties the ERATs
  mmu.slbmte(0x12'3000'0000, kEsid);
  EXPECT_EQ(touch(kEa64K, AccessKind::kLoad).fault,
            (Fault{Interrupt::kMachineCheck, kEa64K, 0x0000'0400}));
}

TEST_F(PartitionModesTest, WithoutVpm1OrWithHv1TheyAreTheirOwnA8) {
  set_lpcr(lpcr::kVpm0);
  EXPECT_EQ(step(AccessKind::kLoad, kGuest).fault.interrupt, Interrupt::kDataStorage);
  set_lpcr(lpcr::kVpm1);
  EXPECT_EQ(step(AccessKind::kLoad, kHypervisor).fault.interrupt, Interrupt::kDataStorage);
  EXPECT_EQ(step(AccessKind::kFetch, kHypervisor).fault.interrupt, Interrupt::kInstructionStorage);
}

TEST_F(PartitionModesTest, SegmentInterruptsNeverGoToTheHypervisorA8) {
  set_lpcr(lpcr::kVpm0 | lpcr::kVpm1);
  mmu.slbie(kEa64K.value());
  EXPECT_EQ(step(AccessKind::kLoad, kGuest).fault.interrupt, Interrupt::kDataSegment);
  EXPECT_EQ(step(AccessKind::kFetch, kGuest).fault.interrupt, Interrupt::kInstructionSegment);
}

TEST_F(PartitionModesTest, TwoSlbMatchesAreAMachineCheckB5) {
  mmu.slbmte(0x45'6000'0000, kEsid + 4);
  const TranslationStep load = step(AccessKind::kLoad, kGuest);
  EXPECT_EQ(load.fault, (Fault{Interrupt::kMachineCheck, kEa64K, 0x80}));
  const TranslationStep fetch = step(AccessKind::kFetch, kGuest);
  EXPECT_EQ(fetch.fault, (Fault{Interrupt::kMachineCheck, kEa64K, 0xc'0000}));
}

TEST_F(PartitionModesTest, IslTakesEverySegmentForOneOf4KPagesA7) {
  place(PageSize::page_4k, 0x20'0000, false);
  EXPECT_EQ(step(AccessKind::kLoad, kGuest).kind, TranslationStep::Kind::kFault);
  set_lpcr(lpcr::kIsl);
  const TranslationStep done = step(AccessKind::kLoad, kGuest);
  ASSERT_EQ(done.kind, TranslationStep::Kind::kTranslated);
  EXPECT_EQ(done.entry->translate(kEa64K), HostReal(0x20'0568));
}

TEST_F(PartitionModesTest, IslLeavesTheHypervisorsPageSizesAloneA7) {
  set_lpcr(lpcr::kIsl);
  place(PageSize::page_64k, 0x30'1000, true);  // LP rrrr0001
  EXPECT_EQ(step(AccessKind::kLoad, kHypervisor).kind, TranslationStep::Kind::kTranslated);
  EXPECT_EQ(step(AccessKind::kLoad, kGuest).kind, TranslationStep::Kind::kFault);
}

TEST_F(PartitionModesTest, UnderIslNoHitIsTakenUnlooked) {
  place(PageSize::page_64k, 0x30'1000, true);
  step(AccessKind::kLoad, kGuest);
  const Access access{AccessKind::kLoad, kEa64K, 4, kGuest};
  ASSERT_NE(mmu.hit(access), nullptr);
  set_lpcr(lpcr::kIsl);
  EXPECT_EQ(mmu.hit(access), nullptr);
  EXPECT_EQ(step(AccessKind::kLoad, kGuest).kind, TranslationStep::Kind::kFault);
}

TEST_F(PartitionModesTest, DroppedTranslationsAreWalkedAnew) {
  place(PageSize::page_64k, 0x30'1000, true);
  step(AccessKind::kLoad, kGuest);
  mmu.drop_translations();
  const Access access{AccessKind::kLoad, kEa64K, 4, kGuest};
  EXPECT_EQ(mmu.hit(access), nullptr);
  EXPECT_EQ(mmu.lookup(access).kind, TranslationStep::Kind::kWalk);
}

}  // namespace
}  // namespace htabsim
