// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_thread.h"

#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/papr/host_page.h"
#include "tests/model/guest/guest_world.h"

namespace htabsim {
namespace {

using namespace guest_test;

/// A machine that gives up where a thread would ask the hypervisor for ever.
struct ImpatientMachine : FunctionalMachine {
  using FunctionalMachine::FunctionalMachine;

  unsigned storage_interrupts = 0;

  StorageOutcome storage_interrupt(const StorageInterrupt& interrupt) {
    if (++storage_interrupts > 3) throw std::runtime_error("the access makes no progress");
    return FunctionalMachine::storage_interrupt(interrupt);
  }
};

class GuestThreadTest : public testing::Test {
 protected:
  using enum AccessKind;

  AccessOutcome run(AccessKind kind, Ea ea = kEa, std::uint32_t size = 1,
                    std::uint64_t msr = kKernel) {
    return thread_.access({kind, ea, size, msr});
  }
  static Fault dsi(Ea ea, std::uint32_t causes) { return {Interrupt::kDataStorage, ea, causes}; }

  GuestWorld world_;
  ImpatientMachine machine_{world_.mmu, world_.image, world_.partition};
  GuestThread<ImpatientMachine> thread_{world_.mmu, world_.partition, machine_};
};

TEST_F(GuestThreadTest, AccessEndsAtTheHostsAddressOfItsFirstByte) {
  world_.enter(kEa, kPage);
  for (unsigned i = 0; i < 2; ++i) {  // by a walk, then by the ERAT
    const AccessOutcome outcome = run(kLoad, kEa, 8);
    EXPECT_EQ(outcome.real, GuestWorld::host(0x49'c678));
    EXPECT_FALSE(outcome.fault);
  }
  EXPECT_EQ(thread_.counters().loads, 2);
  EXPECT_EQ(thread_.counters().derat_misses, 1);
  EXPECT_EQ(thread_.counters().tlb_misses, 1);
  EXPECT_EQ(thread_.counters().walks_primary, 1);
  EXPECT_EQ(thread_.counters().reference_updates, 1);
}

TEST_F(GuestThreadTest, AccessUpToThePagesLastByteDoesNotCrossE7) {
  world_.enter(kEa, kPage);
  EXPECT_EQ(run(kLoad, Ea(0x1234'5ff8), 8).real, GuestWorld::host(0x49'cff8));
  EXPECT_EQ(thread_.counters().page_crossings, 0);
}

TEST_F(GuestThreadTest, CrossingStoreSetsRAndCOfBothPagesE7F2) {
  const HpteIndex first = world_.enter(kEa, kPage);
  const HpteIndex second = world_.enter(kEa + 0x1000, GuestReal(0x77'0000));
  for (unsigned i = 0; i < 2; ++i) {
    EXPECT_EQ(run(kStore, Ea(0x1234'5ff9), 8).real, GuestWorld::host(0x49'cff9));
    EXPECT_EQ(thread_.counters().page_crossings, i + 1);
  }
  EXPECT_EQ(world_.rc(first), 0x180);
  EXPECT_EQ(world_.rc(second), 0x180);
  EXPECT_EQ(thread_.counters().stores, 2);
}

TEST_F(GuestThreadTest, FaultOnTheSecondPageNamesItsFirstByteE7) {
  const HpteIndex first = world_.enter(kEa, kPage);
  const AccessOutcome outcome = run(kStore, Ea(0x1234'5ff9), 8);
  EXPECT_FALSE(outcome.real);
  EXPECT_EQ(outcome.fault, dsi(Ea(0x1234'6000), 0x4200'0000));
  EXPECT_EQ(world_.rc(first), 0x180);
  EXPECT_EQ(thread_.counters().storage_interrupts, 1);
}

TEST_F(GuestThreadTest, CrossingIntoAnotherSegmentIsASegmentFaultE7B6) {
  world_.enter(Ea(0x1fff'f000), kPage);
  EXPECT_EQ(run(kLoad, Ea(0x1fff'fffe), 4).fault,
            (Fault{Interrupt::kDataSegment, Ea(0x2000'0000), 0}));
  EXPECT_EQ(thread_.counters().segment_interrupts, 1);
}

TEST_F(GuestThreadTest, MissingPageIsReflectedToTheGuestJ9) {
  EXPECT_EQ(run(kLoad).fault, dsi(kEa, 0x4000'0000));
  EXPECT_EQ(run(kStore).fault, dsi(kEa, 0x4200'0000));
  EXPECT_EQ(run(kFetch).fault, (Fault{Interrupt::kInstructionStorage, kEa, 0x4000'0000}));
  EXPECT_EQ(thread_.counters().hypervisor_storage_interrupts, 3);
  EXPECT_EQ(thread_.counters().storage_interrupts, 3);
  EXPECT_EQ(thread_.counters().walks_not_found, 3);
}

TEST_F(GuestThreadTest, DeniedStoreIsReflectedToTheGuestJ9) {
  world_.enter(kEa, kPage, kMemory | hpte_r::kPpReadOnly);
  EXPECT_EQ(run(kStore).fault, dsi(kEa, 0x0a00'0000));
  EXPECT_TRUE(run(kLoad).real);
}

TEST_F(GuestThreadTest, DenialByTheTlbIsAnEratMissAndATlbHit) {
  world_.enter(kEa, kPage, kMemory | hpte_r::kPpReadOnly);
  run(kFetch);  // fills the TLB, and the I-ERAT only
  run(kStore);
  EXPECT_EQ(thread_.counters().derat_misses, 1);
  EXPECT_EQ(thread_.counters().tlb_hits, 1);
  EXPECT_EQ(thread_.counters().tlb_misses, 1);
  EXPECT_EQ(thread_.counters().slb_misses, 0);
}

TEST_F(GuestThreadTest, MachineCheckIsNoSegmentInterruptB5) {
  world_.mmu.slbmte(kRs, kRb | 7);  // a second entry for the segment
  EXPECT_EQ(run(kLoad).fault, (Fault{Interrupt::kMachineCheck, kEa, 0x80}));
  EXPECT_EQ(thread_.counters().machine_checks, 1);
  EXPECT_EQ(thread_.counters().slb_misses, 0);
  EXPECT_EQ(thread_.counters().segment_interrupts, 0);
  EXPECT_EQ(thread_.counters().storage_interrupts, 0);
}

TEST_F(GuestThreadTest, WithdrawnPageComesBackUnnoticedJ9) {
  const HpteIndex index = world_.enter(kEa, kPage);
  EXPECT_TRUE(run(kLoad).real);
  FunctionalHptPort port(world_.image, [this](TlbieRb rb) { world_.mmu.tlbie(*decode_tlbie(rb)); });
  withdraw_host_page(port, world_.partition, index);
  const AccessOutcome outcome = run(kLoad);
  EXPECT_EQ(outcome.real, GuestWorld::host(0x49'c678));
  EXPECT_FALSE(outcome.fault);
  EXPECT_EQ(machine_.storage_interrupts, 1U);
  EXPECT_EQ(thread_.counters().storage_interrupts, 0);
}

TEST_F(GuestThreadTest, MmioHasNoAddressAndNoFaultI2e) {
  world_.enter(kEa, kMmio, 0x20 | hpte_r::kPpReadWrite);
  const AccessOutcome outcome = run(kLoad);
  EXPECT_FALSE(outcome.real);
  EXPECT_FALSE(outcome.fault);
}

TEST_F(GuestThreadTest, RealModeIgnoresTheTopBitsA4) {
  const AccessOutcome outcome = run(kLoad, Ea(0xc000'0000'0049'c678), 8, msr::kSf);
  EXPECT_EQ(outcome.real, GuestWorld::host(0x49'c678));
  EXPECT_EQ(thread_.counters().untranslated, 1);
  EXPECT_EQ(thread_.counters().derat_misses, 0);
}

TEST_F(GuestThreadTest, RealModeIsByIrForFetchesAndDrForDataA1) {
  EXPECT_EQ(run(kFetch, Ea(0x1000), 4, msr::kSf | msr::kDr).real, GuestWorld::host(0x1000));
  EXPECT_EQ(run(kLoad, Ea(0x1000), 4, msr::kSf | msr::kIr).real, GuestWorld::host(0x1000));
  EXPECT_TRUE(run(kLoad, Ea(0x1000), 4, msr::kSf | msr::kDr).fault);
}

TEST_F(GuestThreadTest, ChangeWalkIsCountedApartF4) {
  world_.enter(kEa, kPage);
  run(kLoad);
  run(kStore);
  run(kStore);
  EXPECT_EQ(thread_.counters().change_walks, 1);
  EXPECT_EQ(thread_.counters().change_updates, 1);
  EXPECT_EQ(thread_.counters().derat_misses, 1);
}

TEST_F(GuestThreadTest, DeniedThroughAnOverwrittenSegmentIsASegmentFaultB8) {
  world_.enter(kEa, kPage, kMemory | hpte_r::kPpReadOnly);
  ASSERT_TRUE(run(kLoad).real);
  world_.mmu.slbmte(0x1000, 0x5800'0000);  // the same slot, for another address
  EXPECT_TRUE(run(kLoad).real);
  EXPECT_EQ(run(kStore).fault, (Fault{Interrupt::kDataSegment, kEa, 0}));
}

TEST_F(GuestThreadTest, LoadedStateIsInForceA8) {
  ThreadState state;
  state.slb.resize(5);
  state.slb[4] = {0x2800'0000, 0x1000};
  state.masks = {0xc000'0000'0000'0000, 0};
  load_state(world_.mmu, state);
  EXPECT_EQ(world_.mmu.slb().lookup(Ea(0x2000'0000)).slot, 4U);
  EXPECT_EQ(world_.mmu.slb().lookup(kEa).match, Slb::Match::kMiss);
  EXPECT_EQ(world_.mmu.masks().amr, 0xc000'0000'0000'0000);
  run(kLoad, Ea(0x2000'0000));
  EXPECT_EQ(thread_.counters().hypervisor_storage_interrupts, 1);
}

/// Counts of one size and source.
constexpr PageSizeCounts k4KOnly(std::uint64_t count) { return {count, 0, 0, 0}; }
constexpr LineSourceCounts from_memory(std::uint64_t count) { return {0, 0, 0, 0, 0, 0, 0, count}; }

TEST_F(GuestThreadTest, WalkReloadsTlbAndEratOnTheSideOfItsAccess) {
  world_.enter(kEa, kPage);
  run(kLoad);
  run(kLoad);
  EXPECT_EQ(thread_.data_side().erat_reloads, k4KOnly(1));
  EXPECT_EQ(thread_.data_side().tlb_reloads, k4KOnly(1));
  EXPECT_EQ(thread_.data_side().pteg_sources, from_memory(1));
  EXPECT_EQ(thread_.instruction_side().tlb_reloads, k4KOnly(0));
  run(kFetch);
  EXPECT_EQ(thread_.instruction_side().erat_reloads, k4KOnly(1)) << "the I-ERAT's, from the TLB";
  EXPECT_EQ(thread_.instruction_side().tlb_reloads, k4KOnly(0));
}

TEST_F(GuestThreadTest, WalkThatSetsCLoadsTheEntryAgain) {  // facts F4
  world_.enter(kEa, kPage);
  run(kLoad);
  run(kStore);
  run(kStore);
  EXPECT_EQ(thread_.data_side().tlb_reloads, k4KOnly(2));
  EXPECT_EQ(thread_.data_side().erat_reloads, k4KOnly(2));
}

TEST_F(GuestThreadTest, WalkThatFindsNothingOrIsDeniedLoadsNothing) {
  EXPECT_EQ(run(kLoad).fault, dsi(kEa, cause::kNoHpte));
  world_.enter(kEa, kPage, kMemory | hpte_r::kPpReadOnly);
  EXPECT_EQ(run(kStore).fault, dsi(kEa, cause::kProtection | cause::kStore));
  EXPECT_EQ(thread_.data_side().tlb_reloads, k4KOnly(0));
  EXPECT_EQ(thread_.data_side().erat_reloads, k4KOnly(0));
}

TEST_F(GuestThreadTest, SegmentMissesAreCountedOnTheirSide) {
  run(kLoad, Ea(0x7000'0000));
  run(kFetch, Ea(0x7000'0000));
  run(kFetch, Ea(0x7000'0000));
  EXPECT_EQ(thread_.data_side().slb_misses, 1);
  EXPECT_EQ(thread_.instruction_side().slb_misses, 2);
}

TEST_F(GuestThreadTest, AccessIsCountedOnceHoweverOftenItFaults) {
  for (unsigned i = 0; i < 3; ++i) EXPECT_TRUE(run(kStore).fault);
  EXPECT_TRUE(run(kFetch, Ea(0x7000'0000)).fault) << "no segment";
  EXPECT_EQ(thread_.counters().accesses(), 0);
  EXPECT_EQ(thread_.counters().data_attempts, 3);
  EXPECT_EQ(thread_.counters().fetch_attempts, 1);
  world_.enter(kEa, kPage);
  EXPECT_FALSE(run(kStore).fault);
  EXPECT_EQ(thread_.counters().stores, 1);
  EXPECT_EQ(thread_.counters().accesses(), 1);
  EXPECT_EQ(thread_.counters().attempts(), 5);
}

TEST_F(GuestThreadTest, CountsOnFromWhatItHadCounted) {
  world_.enter(kEa, kPage);
  run(kLoad);
  const auto counted = thread_.counted();
  run(kLoad);
  run(kStore);
  thread_.count_on_from(counted);
  EXPECT_EQ(thread_.counters().loads, 1);
  EXPECT_EQ(thread_.counters().stores, 0);
  EXPECT_EQ(thread_.data_side().tlb_reloads, k4KOnly(1));
  thread_.count_on_from({});
  EXPECT_EQ(thread_.counters().loads, 0);
  EXPECT_EQ(thread_.data_side().tlb_reloads, k4KOnly(0));
}

/// Keeps what accesses got to.
struct WatchedMachine : ImpatientMachine {
  using ImpatientMachine::ImpatientMachine;
  struct Reached {
    AccessKind kind;
    HostReal real;
    std::uint32_t bytes;
    friend bool operator==(const Reached&, const Reached&) = default;
  };
  void access_data(AccessKind kind, HostReal real, std::uint32_t bytes) {
    reached.push_back({kind, real, bytes});
  }
  std::vector<Reached> reached;
};

TEST(GuestThreadDataTest, AccessGetsToItsBytesInEachPageOnceItMayToAll) {
  using enum AccessKind;
  GuestWorld world;
  WatchedMachine machine(world.mmu, world.image, world.partition);
  GuestThread<WatchedMachine> thread(world.mmu, world.partition, machine);
  const Ea end_of_page(0x1234'5ffc);
  const auto load = [&] { return thread.access({kLoad, end_of_page, 8, kKernel}); };
  world.enter(end_of_page, kPage);
  EXPECT_TRUE(load().fault) << "the second page has no entry";
  EXPECT_TRUE(machine.reached.empty());
  world.enter(Ea(0x1234'6000), GuestReal(0x7'7000));
  load();
  EXPECT_EQ(machine.reached,
            (std::vector<WatchedMachine::Reached>{{kLoad, GuestWorld::host(0x49'cffc), 4},
                                                  {kLoad, GuestWorld::host(0x7'7000), 4}}));
}

TEST(GuestThreadDataTest, HitsAndAccessesWithTranslationOffGetToTheirDataToo) {
  using enum AccessKind;
  GuestWorld world;
  WatchedMachine machine(world.mmu, world.image, world.partition);
  GuestThread<WatchedMachine> thread(world.mmu, world.partition, machine);
  world.enter(kEa, kPage);
  for (int i = 0; i < 2; ++i) thread.access({kStore, kEa, 8, kKernel});
  const std::uint64_t hypervisor_real_mode = msr::kSf | msr::kHv;
  thread.access({kLoad, Ea(0x5000), 4, hypervisor_real_mode});
  EXPECT_EQ(machine.reached,
            (std::vector<WatchedMachine::Reached>{{kStore, GuestWorld::host(0x49'c678), 8},
                                                  {kStore, GuestWorld::host(0x49'c678), 8},
                                                  {kLoad, HostReal(0x5000), 4}}));
}

}  // namespace
}  // namespace htabsim
