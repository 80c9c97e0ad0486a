// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/mmu/thread_mmu.h"
#include "tests/model/mmu/mmu_world.h"

namespace htabsim {
namespace {

using mmu_test::MmuWorld;
using mmu_test::Page;

constexpr std::uint64_t kVrmasd64K = 0x11;  // L=1, LP=01
constexpr std::uint64_t kVrmasd16M = 0x10;  // L=1, LP=00
constexpr std::uint64_t kLp64K = 0x1000;    // LP rrrr0001

PartitionRegisters vpm0_with(std::uint64_t vrmasd) {
  PartitionRegisters registers;
  registers.lpcr = Lpcr(lpcr::kVpm0 | vrmasd << lpcr::kVrmasdShift);
  return registers;
}

TEST(VrmaSegmentTest, IsOneTerabyteWithTheFixedVsidAndNoKeyA5) {
  const auto segment = vrma_segment(vpm0_with(kVrmasd64K));
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->vsid, Vsid(0x1ffffff));
  EXPECT_EQ(segment->size, SegmentSize::segment_1t);
  EXPECT_EQ(segment->base_page, PageSize::page_64k);
  EXPECT_FALSE(segment->supervisor_key || segment->problem_key || segment->no_execute ||
               segment->class_one);
}

TEST(VrmaSegmentTest, ThePageSizeComesFromVrmasdA5) {
  EXPECT_EQ(vrma_segment(vpm0_with(0))->base_page, PageSize::page_4k);
  EXPECT_EQ(vrma_segment(vpm0_with(kVrmasd16M))->base_page, PageSize::page_16m);
  EXPECT_EQ(vrma_segment(vpm0_with(0x12))->base_page, PageSize::page_16g);
}

TEST(VrmaSegmentTest, AReservedVrmasdGivesNoneA5) {
  EXPECT_FALSE(vrma_segment(vpm0_with(0x13)));
  EXPECT_FALSE(vrma_segment(vpm0_with(0x01)));
}

TEST(VrmaSegmentTest, OnIsa300ThePartitionTableHasThePageSizeA5C7) {
  PartitionRegisters registers = vpm0_with(kVrmasd16M);
  registers.partition_entry = decode_partition_table_entry(0xa0);  // PS 101: 64K
  EXPECT_EQ(vrma_segment(registers)->base_page, PageSize::page_64k);
}

TEST(VrmaSegmentTest, OnIsa300RealModeIsAlwaysTheVrmaA5) {
  PartitionRegisters registers;
  EXPECT_FALSE(registers.vrma());
  registers.partition_entry = decode_partition_table_entry(0);
  EXPECT_TRUE(registers.vrma());
}

/// A thread over a table, and the page at an address as an entry of the VRMA.
class VrmaTest : public testing::Test {
 protected:
  VrmaTest() { mmu.set_registers(vpm0_with(kVrmasd64K)); }

  TranslationStep step(const Access& access) {
    TranslationStep step = mmu.lookup(access);
    if (step.kind != TranslationStep::Kind::kWalk) return step;
    const WalkRequest request = step.walk;
    return mmu.finish(access, request, table_walk(world.port, request));
  }
  void place(std::uint64_t r) {
    world.place({.segment = *vrma_segment(mmu.registers()), .ea = kEa, .r = r, .large = true});
  }

  static constexpr Ea kEa{0x26'3463'dfc0};
  MmuWorld world;
  static constexpr MmuSizes kMmuSizes{.ierat_entries = 4,
                                      .derat_entries = 4,
                                      .secondary_derat_entries = 0,
                                      .tlb_entries = 64,
                                      .tlb_ways = 4,
                                      .mpss_reach = MpssReach::actual};
  Tlb tlb{kMmuSizes};
  ThreadMmu mmu{kMmuSizes, tlb};
  Access load{AccessKind::kLoad, kEa, 8, msr::kSf};
  Access store{AccessKind::kStore, kEa, 8, msr::kSf};
};

TEST_F(VrmaTest, RealModeIsTranslatedThroughTheTableA5) {
  place(0x15b9'0000 | kLp64K | hpte_r::kPpReadWrite);
  const TranslationStep done = step(load);
  ASSERT_EQ(done.kind, TranslationStep::Kind::kTranslated);
  EXPECT_EQ(done.entry->translate(kEa), HostReal(0x15b9'dfc0));
}

TEST_F(VrmaTest, IslLeavesItsPageSizeAloneA7) {
  PartitionRegisters registers = vpm0_with(kVrmasd64K);
  registers.lpcr = Lpcr(registers.lpcr.value() | lpcr::kIsl);
  mmu.set_registers(registers);
  place(0x15b9'0000 | kLp64K | hpte_r::kPpReadWrite);
  EXPECT_EQ(step(load).kind, TranslationStep::Kind::kTranslated);
}

TEST_F(VrmaTest, EaBits0To23AreIgnoredA5) {
  place(0x15b9'0000 | kLp64K | hpte_r::kPpReadWrite);
  load.ea = Ea(0xc0'0026'3463'dfc0 | 0xabcd'ef00'0000'0000);
  ASSERT_EQ(step(load).kind, TranslationStep::Kind::kTranslated);
  load.ea = kEa + 0x1'0000;
  EXPECT_EQ(step(load).kind, TranslationStep::Kind::kFault);  // bit 24 and on count
}

TEST_F(VrmaTest, FaultsGoToTheHypervisorA5A8) {
  EXPECT_EQ(step(load).fault, (Fault{Interrupt::kHypervisorDataStorage, kEa, cause::kNoHpte}));
  place(0x15b9'0000 | kLp64K | hpte_r::kPpReadOnly);
  EXPECT_EQ(step(store).fault,
            (Fault{Interrupt::kHypervisorDataStorage, kEa, cause::kProtection | cause::kStore}));
}

TEST_F(VrmaTest, KeysDoNotApplyA5E3) {
  mmu.set_masks({~std::uint64_t{0}, ~std::uint64_t{0}});
  place(0x15b9'0000 | kLp64K | hpte_r::kPpReadWrite);
  EXPECT_EQ(step(store).kind, TranslationStep::Kind::kTranslated);
  EXPECT_EQ(step(store).kind, TranslationStep::Kind::kTranslated);  // now from the TLB
}

TEST_F(VrmaTest, ItsTranslationsAreNoneOfTranslatedAccessesA5) {
  place(0x15b9'0000 | kLp64K | hpte_r::kPpReadWrite);
  step(load);
  load.msr |= msr::kDr;
  EXPECT_EQ(mmu.hit(load), nullptr);
  EXPECT_EQ(step(load).fault.interrupt, Interrupt::kDataSegment);
}

TEST_F(VrmaTest, AReservedPageSizeIsAMachineCheckA5) {
  mmu.set_registers(vpm0_with(0x13));
  EXPECT_EQ(step(load).fault.interrupt, Interrupt::kMachineCheck);
}

}  // namespace
}  // namespace htabsim
