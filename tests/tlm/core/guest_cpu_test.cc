// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/guest_cpu.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/pmu/pmu_counters.h"
#include "tests/tlm/host/guest_platform.h"

namespace htabsim {
namespace {

TEST(GuestCpuTest, MissIsAccessWalkAndLineAHitTheAccessAlone) {
  GuestPlatform machine({{load(2), load(2), load(2), load(2)}}, round_numbers());
  EXPECT_EQ(machine.time(), Cycles(1 + 20 + 100 + 3 * 1));
}

TEST(GuestCpuTest, EratMissThatHitsInTheTlbAddsTheReload) {
  Config config = round_numbers();
  config.mmu.derat_entries = 1;
  GuestPlatform machine({{load(2), load(3), load(2)}}, config);
  EXPECT_EQ(machine.time(), Cycles(2 * (1 + 20 + 100) + 1 + 12));
}

TEST(GuestCpuTest, MissThatHitsInTheSecondaryEratCostsThatInstead) {
  Config config = round_numbers();
  config.mmu.derat_entries = 1;
  config.mmu.secondary_derat_entries = 2;
  config.cpu.secondary_derat_cycles = 5;
  GuestPlatform machine({{load(2), load(3), load(2), load(2)}}, config);
  EXPECT_EQ(machine.time(), Cycles(2 * (1 + 20 + 100) + (1 + 5) + 1));
  const ThreadCounters& counters = machine.platform->source().guest().cpus().front().counters();
  EXPECT_EQ(counters.secondary_derat_hits, 1);
  EXPECT_EQ(counters.derat_misses, 2);
  EXPECT_EQ(counters.tlb_hits, 0);
}

TEST(GuestCpuTest, IssueWidthHitsShareACycle) {
  Config config = round_numbers();
  config.cpu.issue_width = 4;
  // The miss is the first of a cycle's four, and three hits end that cycle after it.
  std::vector<GuestEvent> events(1 + 3 + 8, load(2));
  GuestPlatform machine({events}, config);
  EXPECT_EQ(machine.time(), Cycles(20 + 100 + 1 + 8 / 4));
}

TEST(GuestCpuTest, OutstandingMissesOverlap) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 2;
  config.mmu.walkers = 2;
  // Each walk begins when its access does; the result is there a cycle after its end.
  GuestPlatform machine({{load(2), load(3)}}, config);
  EXPECT_EQ(machine.time(), Cycles(2 * 1 + 20 + 100 + 1));
}

TEST(GuestCpuTest, OneWalkerTakesOutstandingMissesInTurn) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 2;
  config.mmu.walkers = 1;
  GuestPlatform machine({{load(2), load(3)}}, config);
  EXPECT_EQ(machine.time(), Cycles(1 + 2 * (20 + 100) + 1));
}

TEST(GuestCpuTest, ThirdMissWaitsForAPlaceAmongTwo) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 2;
  config.mmu.walkers = 2;
  GuestPlatform machine({{load(2), load(3), load(4)}}, config);
  // The first's result is there at 1 + 120 + 1, the third's walk begins then.
  EXPECT_EQ(machine.time(), Cycles(1 + 120 + 1 + 120 + 1));
}

TEST(GuestCpuTest, StoreWhosePagesCIsSetWalksBesideOlderMissesF2) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 4;
  config.mmu.walkers = 4;
  GuestPlatform machine({{load(2), store(3)}}, config);
  EXPECT_EQ(machine.time(), Cycles(2 * 1 + 120 + 1));
}

// The store's own walk leaves C, then one in its turn stores the byte.
TEST(GuestCpuTest, StoreWhosePagesCIsClearSetsItAfterAllOlderMissesF2F4) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 4;
  config.mmu.walkers = 4;
  HptImage image = six_pages();
  const HpteIndex index = slot_of(image, 3);
  image.store(index, HpteDword::k1, image.load(index, HpteDword::k1) & ~hpte_r::kChanged);
  GuestPlatform machine({{load(2), store(3)}}, config, std::move(image));
  EXPECT_EQ(machine.time(), Cycles(2 * 1 + 120 + 1 + 120 + 5));
  const Host& host = machine.platform->source();
  EXPECT_TRUE(any(host.guest().image().load(index, HpteDword::k1), hpte_r::kChanged));
  const GuestCpu& cpu = host.guest().cpus().front();
  EXPECT_EQ(cpu.counters().tlb_misses, 2);
  EXPECT_EQ(cpu.counters().change_walks, 1);
  EXPECT_EQ(cpu.thread.misses.counters.repeated, 1);
}

TEST(GuestCpuTest, StoreToThePageOfAnOlderMissTakesThatOnesWalk) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 4;
  config.mmu.walkers = 1;
  GuestPlatform machine({{load(2), store(2)}}, config);
  EXPECT_EQ(machine.time(), Cycles(1 + 120 + 1));
  EXPECT_EQ(machine.platform->source().cores().front().walkers.counters().walks, 1);
}

// Six stores miss, one a cycle, and no two lines meet in a bank. A walker is free for the next walk
// when it has ended one, 120 cycles later.
class RandomStoresTest : public testing::TestWithParam<unsigned> {};

TEST_P(RandomStoresTest, TakeAsManyRoundsOfWalksAsThereAreWalksForAWalker) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 8;
  config.mmu.walkers = GetParam();
  config.memory.line_busy_cycles = 1;
  GuestPlatform machine({{store(2), store(3), store(4), store(5), store(6), store(7)}}, config);
  const unsigned last = (6 - 1) % GetParam() + 1;  // the cycle in which the last one's walker began
  const unsigned rounds = (6 + GetParam() - 1) / GetParam();
  EXPECT_EQ(machine.time(), Cycles(last + rounds * 120 + 1));
}

INSTANTIATE_TEST_SUITE_P(Walkers, RandomStoresTest, testing::Values(1, 2, 4));

TEST(GuestCpuTest, EqualOutstandingMissesAreOneWalk) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 3;
  config.mmu.walkers = 1;
  GuestPlatform machine({{load(2), load(2), load(2)}}, config);
  EXPECT_EQ(machine.time(), Cycles(1 + 120 + 1));
  EXPECT_EQ(machine.platform->source().cores().front().walkers.counters().walks, 1);
}

// With caches an unloaded walk's line is 100 from memory and 30 from the L2, a load's data 7 from
// the L1.
Config with_data() {
  Config config = round_numbers();
  config.memory.caches = true;
  config.memory.l2_cycles = 30;
  config.memory.data_accesses = true;
  return config;
}

TEST(GuestCpuTest, DataTakesTheTimeOfItsLineFromTheAccessesBeginningOn) {
  GuestPlatform machine({{load(2), load(2)}}, with_data());
  // Of a latency the access's own cycle is the first.
  EXPECT_EQ(machine.time(), Cycles(1 + 20 + 100 + (100 - 1) + 1 + (7 - 1)));
  const PmuCounters pmu = machine.platform->source().guest().cpus().front().pmu();
  EXPECT_EQ(pmu.data_lines->loads, (LineSourceCounts{1, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(pmu.data.walk_cycles, Cycles(20 + 100));
  EXPECT_EQ(pmu.data.pteg_sources, (LineSourceCounts{0, 0, 0, 0, 0, 0, 0, 1}));
}

TEST(GuestCpuTest, DependentLoadsTakeTheirLatencyHoweverManyAreIssuedInACycle) {
  Config config = with_data();
  config.cpu.issue_width = 4;
  config.cpu.warmup_accesses = 1;
  GuestPlatform machine({std::vector<GuestEvent>(1 + 8, load(2))}, config);
  machine.platform->simulate();
  EXPECT_EQ(machine.platform->source().guest().cpus().front().stopped_at(), Cycles(8 * 7));
}

TEST(GuestCpuTest, OverlappingLoadsThatHitAreIssuedAtFullWidth) {
  Config config = with_data();
  config.cpu.issue_width = 4;
  config.cpu.access_cycles = 4;
  config.cpu.outstanding_misses = 8;
  config.cpu.warmup_accesses = 1;
  GuestPlatform machine({std::vector<GuestEvent>(1 + 16, load(2))}, config);
  machine.platform->simulate();
  // One line a cycle, so that four take their four cycles; the last one's request ends a cycle
  // later.
  EXPECT_EQ(machine.platform->source().guest().cpus().front().stopped_at(), Cycles(4 * 4 + 1));
}

TEST(GuestCpuTest, DataOfOutstandingMissesOverlapsOneLineACycle) {
  Config config = with_data();
  config.cpu.outstanding_misses = 8;
  config.cpu.warmup_accesses = 1;  // page 2 is in the D-ERAT, its first line in the L1
  const auto load_line = [](std::uint64_t number) {
    return GuestEvent{MemoryAccess{GuestAccessKind::kLoad, GuestMode::kUser, 4, Ea(0),
                                   kBase + (2 << 12) + number * 128, std::nullopt}};
  };
  GuestPlatform machine({{load(2), load_line(1), load_line(2), load(2)}}, config);
  machine.platform->simulate();
  // The second line is asked for at 2 and there at 2 + 99; the hit does not wait.
  EXPECT_EQ(machine.platform->source().guest().cpus().front().stopped_at(), Cycles(2 + 99));
}

TEST(GuestCpuTest, WarmUpTakesNoTimeAndIsNotCounted) {
  Config config = round_numbers();
  config.cpu.warmup_accesses = 2;
  GuestPlatform machine({{load(2), store(3), load(2), store(3), load(4)}}, config);
  machine.platform->simulate();
  const GuestCpu& cpu = machine.platform->source().guest().cpus().front();
  EXPECT_EQ(cpu.stopped_at(), Cycles(1 + 1 + (1 + 20 + 100)));
  EXPECT_EQ(cpu.counters().loads, 2);
  EXPECT_EQ(cpu.counters().stores, 1);
  EXPECT_EQ(cpu.counters().tlb_misses, 1);
  EXPECT_EQ(cpu.thread.walk_latency().count(), 1);
  EXPECT_EQ(cpu.pmu().data.tlb_reloads, (PageSizeCounts{1, 0, 0, 0}));
  EXPECT_EQ(machine.platform->source().memory().counters().line_reads, 1);
}

TEST(GuestCpuTest, WarmedUpGroupsAreInTheCaches) {
  Config config = with_data();
  config.memory.data_accesses = false;
  config.mmu.tlb_entries = config.mmu.tlb_ways = config.mmu.derat_entries = 1;
  config.cpu.warmup_accesses = 2;
  GuestPlatform machine({{load(2), load(3), load(2)}}, config);
  machine.platform->simulate();
  EXPECT_EQ(machine.platform->source().guest().cpus().front().stopped_at(), Cycles(1 + 20 + 30));
}

TEST(GuestCpuTest, ProcessorsWarmUpInTurnsEachItsOwnAccesses) {
  Config config = round_numbers();
  config.cpu.warmup_accesses = 2;
  GuestPlatform machine({{load(2), load(3), load(2)}, {load(4), load(5), load(6)}, {load(2)}},
                        config);
  machine.platform->simulate();
  const auto& cpus = machine.platform->source().guest().cpus();
  EXPECT_EQ(cpus[0].stopped_at(), Cycles(1));
  EXPECT_EQ(cpus[1].stopped_at(), Cycles(1 + 20 + 100));
  EXPECT_EQ(cpus[2].counters().loads, 0) << "it has done all it has to do";
  EXPECT_EQ(cpus[2].stopped_at(), Cycles(0));
}

TEST(GuestCpuTest, InvalidationOfAWarmUpReachesAllProcessors) {
  Config config = round_numbers();
  config.cpu.warmup_accesses = 2;
  const HptImage image = six_pages();
  const GuestEvent remove =
      HcallIssue{static_cast<std::uint64_t>(HcallToken::kRemove), {0, slot_of(image, 2).value()}};
  // The first loads page 2, the second removes it between its two accesses.
  GuestPlatform machine({{load(2), load(3), load(2)}, {load(4), remove, load(5)}}, config);
  machine.platform->simulate();
  EXPECT_EQ(machine.platform->source().guest().cpus().front().counters().storage_interrupts, 1);
}

TEST(CoreTest, ThreadsFindInTheTlbWhatAnotherHasWalkedFor) {
  Config config = round_numbers();
  config.cpu.threads_per_core = 2;
  // The second thread asks when the first has its result: 130 hits after its own miss of page 3.
  std::vector<GuestEvent> second(131, load(3));
  second.push_back(load(2));
  GuestPlatform machine({{load(2)}, second}, config);
  machine.time();
  const GuestCpu& cpu = machine.platform->source().guest().cpus().back();
  EXPECT_EQ(cpu.counters().tlb_hits, 1);
  EXPECT_EQ(cpu.counters().tlb_misses, 1);
}

TEST(CoreTest, EachCoreHasItsOwnWalker) {
  Config config = round_numbers();
  config.mmu.walkers = 1;
  GuestPlatform machine({{load(2)}, {load(3)}}, config);
  machine.time();
  EXPECT_EQ(machine.platform->source().guest().cpus().back().stopped_at(), Cycles(4 + 1 + 120));
}

TEST(CoreTest, TheSecondThreadWaitsForTheOnlyWalker) {
  Config config = round_numbers();
  config.mmu.walkers = 1;
  config.cpu.threads_per_core = 2;
  GuestPlatform machine({{load(2)}, {load(3)}}, config);
  machine.time();
  // A shared TLB takes a cycle to order its threads: before each walk and when it is filled.
  EXPECT_EQ(machine.platform->source().guest().cpus().front().stopped_at(),
            Cycles(4 + 1 + 1 + 120 + 1));
  EXPECT_EQ(machine.platform->source().guest().cpus().back().stopped_at(),
            Cycles(4 + 1 + 1 + 240 + 1));
}

// Two threads ask for page 2, whose R and C are clear, in one cycle: one walk for both.
TEST(CoreTest, UpdateOfRAndCByAWalkThatTwoThreadsShareIsCountedOnce) {
  Config config = round_numbers();
  config.cpu.threads_per_core = 2;
  HptImage image = six_pages();
  const HpteIndex index = slot_of(image, 2);
  image.store(index, HpteDword::k1, image.load(index, HpteDword::k1) & ~hpte_r::kRc);
  GuestPlatform machine({{store(2)}, {store(2)}}, config, std::move(image));
  machine.time();
  Host& host = machine.platform->source();
  EXPECT_EQ(host.cores().front().walkers.counters().merged, 1);
  EXPECT_EQ(host.memory().counters().rc_byte_writes, 2) << "R and C";
  std::uint64_t references = 0;
  std::uint64_t changes = 0;
  for (const GuestCpu& cpu : host.guest().cpus()) {
    references += cpu.counters().reference_updates;
    changes += cpu.counters().change_updates;
  }
  EXPECT_EQ(references, 1);
  EXPECT_EQ(changes, 1);
}

/// Page 2, which the host has taken: ABSENT, with the guest's R and C.
HptImage page_2_absent() {
  HptImage image = six_pages();
  const HpteIndex index = slot_of(image, 2);
  image.store(index, HpteDword::k0, avpn_field(page(2), PageSize::page_4k) | hpte_v::kAbsent);
  image.set_guest_r(index, image.load(index, HpteDword::k1));
  return image;
}

TEST(GuestCpuTest, HypervisorsStorageInterruptTakesItsCyclesBesideThoseOfItsHandler) {
  Config config = round_numbers();
  config.cpu.interrupt_cycles = 70;
  config.memory.barrier_cycles = 30;
  config.memory.ptesync_cycles = 60;
  config.hypervisor.page_in_cycles = 8000;
  GuestPlatform machine({{load(2)}}, config, page_2_absent());
  constexpr unsigned kFailedWalk = 20 + 2 * 100;
  // Each lock is a load, an atomic, and a load of dword 1; then comes a load of the reverse map.
  constexpr unsigned kLockedLook = 7 + 20 + 7 + 7;
  constexpr unsigned kSearch = 7 + kLockedLook + (30 + 5);  // the first slot; unlocked again
  // R and C of the page's record decide those of the entry, which gets its two dwords.
  constexpr unsigned kPageIn = 8000 + kLockedLook + 7 + (5 + 30 + 5 + 60);
  constexpr unsigned kWalkThatSetsR = 20 + 100 + 5;
  EXPECT_EQ(machine.time(), Cycles(1 + kFailedWalk + 70 + kSearch + kPageIn + kWalkThatSetsR));
  const ThreadCounters& counters = machine.platform->source().guest().cpus().front().counters();
  EXPECT_EQ(counters.hypervisor_storage_interrupts, 1);
  EXPECT_EQ(counters.storage_interrupts, 0) << "none of the guest's";
}

}  // namespace
}  // namespace htabsim
