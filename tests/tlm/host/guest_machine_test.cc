// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/papr/hcall_codes.h"
#include "htabsim/tlm/migration/platform.h"
#include "sc_main/report/stuck_simulation.h"

namespace htabsim {
namespace {

/// A recording that is at hand as a whole.
class ListedEvents final : public GuestEventSource {
 public:
  explicit ListedEvents(std::vector<GuestEvent> events) : events_(std::move(events)) {}
  std::span<const GuestEvent> next_batch() override {
    return std::exchange(given_, true) ? std::span<const GuestEvent>() : events_;
  }

 private:
  std::vector<GuestEvent> events_;
  bool given_ = false;
};

// A cycle is 250 ps. A walk is 20 and its line 100, each of two banks taken by a line for 10; a
// load 7, a store 5, an atomic 20; access 1, ERAT reload 12, SLB write 4, hcall 400. A tlbie takes
// 600 each way. There is no secondary D-ERAT.
Config round_numbers() {
  Config config;
  config.clock.period_ps = 250;
  config.mmu.secondary_derat_entries = 0;
  config.tlbie.broadcast_cycles = 600;
  config.tlbie.return_cycles = 600;
  config.cpu = {.access_cycles = 1, .erat_reload_cycles = 12, .slb_write_cycles = 4};
  config.mmu.walk_overhead_cycles = 20;
  config.memory = {.caches = false,
                   .banks = 2,
                   .line_cycles = 100,
                   .line_busy_cycles = 10,
                   .load_cycles = 7,
                   .store_cycles = 5,
                   .atomic_cycles = 20};
  config.hypervisor.hcall_cycles = 400;
  return config;
}

constexpr Segment kSegment{.vsid = Vsid(0x123), .size = SegmentSize::segment_256m};
constexpr Ea kBase{0x1000'0000};  // ESID 1

VirtualAddress page(std::uint64_t number) {
  return {SegmentSize::segment_256m, Vsid(0x123), number << 12};
}

/// The first slot of the page's primary group: even pages are in one bank, odd ones in the other.
HpteIndex slot_of(const HptImage& image, std::uint64_t number) {
  const auto hash = page_hash(page(number), PageSize::page_4k, HashKind::kPrimary);
  return first_slot(image.geometry().pteg(hash));
}

/// Pages 2 to 7 of segment 1, each at its primary group's first slot, R and C set.
HptImage six_pages() {
  HptImage image(HptGeometry(18));
  for (std::uint64_t number = 2; number < 8; ++number) {
    const HpteIndex index = slot_of(image, number);
    image.store(index, HpteDword::k0, avpn_field(page(number), PageSize::page_4k) | hpte_v::kValid);
    image.store(index, HpteDword::k1, number << 12 | hpte_r::kRc | 2);
  }
  return image;
}

GuestEvent access(GuestAccessKind kind, std::uint64_t number) {
  return MemoryAccess{kind, GuestMode::kUser, 4, Ea(0), kBase + (number << 12), std::nullopt};
}
GuestEvent load(std::uint64_t number) { return access(GuestAccessKind::kLoad, number); }
GuestEvent store(std::uint64_t number) { return access(GuestAccessKind::kStore, number); }

/// A platform whose processors run these events after they have loaded segment 1 into their SLBs,
/// which takes 4 cycles.
struct Machine {
  explicit Machine(std::vector<std::vector<GuestEvent>> programs, const Config& config,
                   HptImage image = six_pages(), Job job = Job::kRun) {
    Partition partition;
    partition.slots.add({GuestReal(0), 0x2000'0000, HostReal(0), 24, true});
    std::vector<VcpuSetup> vcpus;
    for (std::vector<GuestEvent>& program : programs) {
      program.insert(program.begin(),
                     SlbWrite{encode_segment(kSegment), kBase.value() | 0x0800'0000});
      sources.push_back(std::make_unique<ListedEvents>(std::move(program)));
      vcpus.push_back({RecordedWork{sources.back().get()}, {}});
    }
    platform = std::make_unique<Platform>(
        "platform", config, MachineSetup{std::move(image), std::move(partition), std::move(vcpus)},
        job, Stepping::kRunAhead);
  }

  /// How long the first processor was at its events besides the 4 cycles.
  Cycles time() {
    EXPECT_EQ(platform->simulate(), SimulationEnd::kFinished);
    return platform->source().cpus().front().stopped_at() - Cycles(4);
  }

  std::vector<std::unique_ptr<ListedEvents>> sources;
  std::unique_ptr<Platform> platform;
};

TEST(GuestCpuTest, MissIsAccessWalkAndLineAHitTheAccessAlone) {
  Machine machine({{load(2), load(2), load(2), load(2)}}, round_numbers());
  EXPECT_EQ(machine.time(), Cycles(1 + 20 + 100 + 3 * 1));
}

TEST(GuestCpuTest, EratMissThatHitsInTheTlbAddsTheReload) {
  Config config = round_numbers();
  config.mmu.derat_entries = 1;
  Machine machine({{load(2), load(3), load(2)}}, config);
  EXPECT_EQ(machine.time(), Cycles(2 * (1 + 20 + 100) + 1 + 12));
}

TEST(GuestCpuTest, MissThatHitsInTheSecondaryEratCostsThatInstead) {
  Config config = round_numbers();
  config.mmu.derat_entries = 1;
  config.mmu.secondary_derat_entries = 2;
  config.cpu.secondary_derat_cycles = 5;
  Machine machine({{load(2), load(3), load(2), load(2)}}, config);
  EXPECT_EQ(machine.time(), Cycles(2 * (1 + 20 + 100) + (1 + 5) + 1));
  const ThreadCounters& counters = machine.platform->source().cpus().front().counters();
  EXPECT_EQ(counters.secondary_derat_hits, 1);
  EXPECT_EQ(counters.derat_misses, 2);
  EXPECT_EQ(counters.tlb_hits, 0);
}

TEST(GuestCpuTest, IssueWidthHitsShareACycle) {
  Config config = round_numbers();
  config.cpu.issue_width = 4;
  // The miss is the first of a cycle's four, and three hits end that cycle after it.
  std::vector<GuestEvent> events(1 + 3 + 8, load(2));
  Machine machine({events}, config);
  EXPECT_EQ(machine.time(), Cycles(20 + 100 + 1 + 8 / 4));
}

TEST(GuestCpuTest, OutstandingMissesOverlap) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 2;
  config.mmu.walkers = 2;
  // Each walk begins when its access does; the result is there a cycle after its end.
  Machine machine({{load(2), load(3)}}, config);
  EXPECT_EQ(machine.time(), Cycles(2 * 1 + 20 + 100 + 1));
}

TEST(GuestCpuTest, OneWalkerTakesOutstandingMissesInTurn) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 2;
  config.mmu.walkers = 1;
  Machine machine({{load(2), load(3)}}, config);
  EXPECT_EQ(machine.time(), Cycles(1 + 2 * (20 + 100) + 1));
}

TEST(GuestCpuTest, ThirdMissWaitsForAPlaceAmongTwo) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 2;
  config.mmu.walkers = 2;
  Machine machine({{load(2), load(3), load(4)}}, config);
  // The first's result is there at 1 + 120 + 1, the third's walk begins then.
  EXPECT_EQ(machine.time(), Cycles(1 + 120 + 1 + 120 + 1));
}

TEST(GuestCpuTest, StoreThatMissesWaitsForAllOlderMisses) {  // facts F4
  Config config = round_numbers();
  config.cpu.outstanding_misses = 4;
  config.mmu.walkers = 4;
  Machine machine({{load(2), load(3), store(4)}}, config);
  EXPECT_EQ(machine.time(), Cycles(2 + 120 + 1 + 120 + 1));
}

TEST(GuestCpuTest, EqualOutstandingMissesAreOneWalk) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 3;
  config.mmu.walkers = 1;
  Machine machine({{load(2), load(2), load(2)}}, config);
  EXPECT_EQ(machine.time(), Cycles(1 + 120 + 1));
  EXPECT_EQ(machine.platform->source().cores().front().walkers().counters().walks, 1);
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
  Machine machine({{load(2), load(2)}}, with_data());
  // Of a latency the access's own cycle is the first.
  EXPECT_EQ(machine.time(), Cycles(1 + 20 + 100 + (100 - 1) + 1 + (7 - 1)));
  const PmuCounters pmu = machine.platform->source().cpus().front().pmu();
  EXPECT_EQ(pmu.data_lines->loads, (LineSourceCounts{1, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(pmu.data.walk_cycles, Cycles(20 + 100));
  EXPECT_EQ(pmu.data.pteg_sources, (LineSourceCounts{0, 0, 0, 0, 0, 0, 0, 1}));
}

TEST(GuestCpuTest, DependentLoadsTakeTheirLatencyHoweverManyAreIssuedInACycle) {
  Config config = with_data();
  config.cpu.issue_width = 4;
  config.cpu.warmup_accesses = 1;
  Machine machine({std::vector<GuestEvent>(1 + 8, load(2))}, config);
  machine.platform->simulate();
  EXPECT_EQ(machine.platform->source().cpus().front().stopped_at(), Cycles(8 * 7));
}

TEST(GuestCpuTest, OverlappingLoadsThatHitAreIssuedAtFullWidth) {
  Config config = with_data();
  config.cpu.issue_width = 4;
  config.cpu.access_cycles = 4;
  config.cpu.outstanding_misses = 8;
  config.cpu.warmup_accesses = 1;
  Machine machine({std::vector<GuestEvent>(1 + 16, load(2))}, config);
  machine.platform->simulate();
  // One line a cycle, so that four take their four cycles; the last one's request ends a cycle
  // later.
  EXPECT_EQ(machine.platform->source().cpus().front().stopped_at(), Cycles(4 * 4 + 1));
}

TEST(GuestCpuTest, DataOfOutstandingMissesOverlapsOneLineACycle) {
  Config config = with_data();
  config.cpu.outstanding_misses = 8;
  config.cpu.warmup_accesses = 1;  // page 2 is in the D-ERAT, its first line in the L1
  const auto load_line = [](std::uint64_t number) {
    return GuestEvent{MemoryAccess{GuestAccessKind::kLoad, GuestMode::kUser, 4, Ea(0),
                                   kBase + (2 << 12) + number * 128, std::nullopt}};
  };
  Machine machine({{load(2), load_line(1), load_line(2), load(2)}}, config);
  machine.platform->simulate();
  // The second line is asked for at 2 and there at 2 + 99; the hit does not wait.
  EXPECT_EQ(machine.platform->source().cpus().front().stopped_at(), Cycles(2 + 99));
}

TEST(GuestCpuTest, WarmUpTakesNoTimeAndIsNotCounted) {
  Config config = round_numbers();
  config.cpu.warmup_accesses = 2;
  Machine machine({{load(2), store(3), load(2), store(3), load(4)}}, config);
  machine.platform->simulate();
  const GuestCpu& cpu = machine.platform->source().cpus().front();
  EXPECT_EQ(cpu.stopped_at(), Cycles(1 + 1 + (1 + 20 + 100)));
  EXPECT_EQ(cpu.counters().loads, 2);
  EXPECT_EQ(cpu.counters().stores, 1);
  EXPECT_EQ(cpu.counters().tlb_misses, 1);
  EXPECT_EQ(cpu.walk_latency().count(), 1);
  EXPECT_EQ(cpu.pmu().data.tlb_reloads, (PageSizeCounts{1, 0, 0, 0}));
  EXPECT_EQ(machine.platform->source().memory().counters().line_reads, 1);
}

TEST(GuestCpuTest, WarmedUpGroupsAreInTheCaches) {
  Config config = with_data();
  config.memory.data_accesses = false;
  config.mmu.tlb_entries = config.mmu.tlb_ways = config.mmu.derat_entries = 1;
  config.cpu.warmup_accesses = 2;
  Machine machine({{load(2), load(3), load(2)}}, config);
  machine.platform->simulate();
  EXPECT_EQ(machine.platform->source().cpus().front().stopped_at(), Cycles(1 + 20 + 30));
}

TEST(GuestCpuTest, ProcessorsWarmUpInTurnsEachItsOwnAccesses) {
  Config config = round_numbers();
  config.cpu.warmup_accesses = 2;
  Machine machine({{load(2), load(3), load(2)}, {load(4), load(5), load(6)}, {load(2)}}, config);
  machine.platform->simulate();
  const auto& cpus = machine.platform->source().cpus();
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
  Machine machine({{load(2), load(3), load(2)}, {load(4), remove, load(5)}}, config);
  machine.platform->simulate();
  EXPECT_EQ(machine.platform->source().cpus().front().counters().storage_interrupts, 1);
}

TEST(CoreTest, ThreadsFindInTheTlbWhatAnotherHasWalkedFor) {
  Config config = round_numbers();
  config.cpu.threads_per_core = 2;
  // The second thread asks when the first has its result: 130 hits after its own miss of page 3.
  std::vector<GuestEvent> second(131, load(3));
  second.push_back(load(2));
  Machine machine({{load(2)}, second}, config);
  machine.time();
  const GuestCpu& cpu = machine.platform->source().cpus().back();
  EXPECT_EQ(cpu.counters().tlb_hits, 1);
  EXPECT_EQ(cpu.counters().tlb_misses, 1);
}

TEST(CoreTest, EachCoreHasItsOwnWalker) {
  Config config = round_numbers();
  config.mmu.walkers = 1;
  Machine machine({{load(2)}, {load(3)}}, config);
  machine.time();
  EXPECT_EQ(machine.platform->source().cpus().back().stopped_at(), Cycles(4 + 1 + 120));
}

TEST(CoreTest, TheSecondThreadWaitsForTheOnlyWalker) {
  Config config = round_numbers();
  config.mmu.walkers = 1;
  config.cpu.threads_per_core = 2;
  Machine machine({{load(2)}, {load(3)}}, config);
  machine.time();
  // A shared TLB takes a cycle to order its threads: before each walk and when it is filled.
  EXPECT_EQ(machine.platform->source().cpus().front().stopped_at(), Cycles(4 + 1 + 1 + 120 + 1));
  EXPECT_EQ(machine.platform->source().cpus().back().stopped_at(), Cycles(4 + 1 + 1 + 240 + 1));
}

GuestEvent hcall(HcallToken token, std::uint64_t flags, HpteIndex index) {
  return HcallIssue{static_cast<std::uint64_t>(token), {flags, index.value()}};
}

TEST(HypervisorTest, ReadOfAValidEntryIsTheCallAndThreeLoads) {
  const HpteIndex index = slot_of(six_pages(), 2);
  Machine machine({{hcall(HcallToken::kRead, 0, index)}}, round_numbers());
  EXPECT_EQ(machine.time(), Cycles(400 + 3 * 7));
}

TEST(HypervisorTest, ReadOfFourInvalidEntriesIsTheCallAndTwoLoadsEach) {
  const HpteIndex index = slot_of(six_pages(), 2) + 4;
  Machine machine({{hcall(HcallToken::kRead, hcall_flag::kRead4, index)}}, round_numbers());
  EXPECT_EQ(machine.time(), Cycles(400 + 4 * 2 * 7));
}

/// A guest that runs for 10,000 cycles of 250 ps and touches no page of its empty table.
Machine quiet_guest(const Config& config) {
  const GuestEvent real{MemoryAccess{GuestAccessKind::kLoad, GuestMode::kKernelReal, 4, Ea(0),
                                     Ea(0x1000), std::nullopt}};
  return Machine({std::vector<GuestEvent>(10'000, real)}, config, HptImage(HptGeometry(18)));
}

TEST(HostPagerTest, ComesEachIntervalWhileTheGuestRuns) {
  Config config = round_numbers();
  config.host_memory.unmap_interval_us = 1;
  Machine machine = quiet_guest(config);
  EXPECT_EQ(machine.time(), Cycles(10'000));
  EXPECT_EQ(machine.platform->source().pager()->state().turns, 10'000 / 4'000);
}

TEST(HostPagerTest, DoesNotComeToAGuestThatStopsBefore) {
  Config config = round_numbers();
  config.host_memory.unmap_interval_us = 3;
  Machine machine = quiet_guest(config);
  machine.time();
  EXPECT_EQ(machine.platform->source().pager()->state().turns, 0);
  EXPECT_EQ(machine.platform->clock().now(), Cycles(10'004 + 1)) << "nothing waits for it";
}

// A load of each entry's dword 1, then one of each 4 KB page's record.
constexpr std::uint64_t kLogOfNothing = 7 * ((1 << 14) + (0x2000'0000 >> 12));

TEST(DirtyLoggerTest, LogOfNothingIsALoadOfEachEntryAndOfEachPagesRecord) {
  Config config = round_numbers();
  config.host_memory.dirty_log_interval_us = 1;
  config.cpu.access_cycles = 103;  // the guest stops in the middle of the second part
  Machine machine = quiet_guest(config);
  machine.time();
  EXPECT_EQ(machine.platform->source().dirty_logger()->state().turns, 1);
  EXPECT_EQ(machine.platform->clock().now(), Cycles(4'000 + kLogOfNothing));
}

TEST(DirtyLoggerTest, ItsIntervalIsFromTheEndOfALogToTheNext) {
  Config config = round_numbers();
  config.host_memory.dirty_log_interval_us = 1;
  config.cpu.access_cycles = 150;  // the guest runs for 1,500,000 cycles
  Machine machine = quiet_guest(config);
  machine.time();
  EXPECT_EQ(machine.platform->source().dirty_logger()->state().turns, 2);
  EXPECT_EQ(machine.platform->clock().now(), Cycles(2 * (4'000 + kLogOfNothing)));
}

constexpr Config kMigration = [] {
  Config config;
  config.clock.period_ps = 250;
  config.memory.caches = false;
  config.migration.start_us = 10;
  config.htab.call_cycles = 600;
  return config;
}();

TEST(MigrationAgentTest, FirstPassBeginsWhenTheDescriptorIsOpen) {
  Machine machine({}, kMigration, HptImage(HptGeometry(18)), Job::kMigrate);
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  // 10 us of 250 ps, the call, and the cycle in whose middle the descriptor opens.
  EXPECT_EQ(machine.platform->agent()->passes().front().begin_cycle, 40'000 + 600 + 1);
}

TEST(MigrationAgentTest, DowntimeOfAnEmptyTableIsOneScanAndTwoCloses) {
  Machine machine({}, kMigration, HptImage(HptGeometry(18)), Job::kMigrate);
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  const MigrationAgent& agent = *machine.platform->agent();
  // All scans of a table without a valid entry take the same: the call and 2^14 clean entries.
  ASSERT_EQ(agent.passes().size(), 3);
  EXPECT_EQ(agent.outcome().downtime_cycles, agent.passes()[1].cycles + 2 * (600 + 1));
}

TEST(StuckSimulationTest, LockThatNobodyReleasesEndsItAndAllStatesAreTold) {
  HptImage image = six_pages();
  const HpteIndex index = slot_of(image, 2);
  image.store(index, HpteDword::k0, image.read(index).v | hpte_v::kHvLock);
  Machine machine({{hcall(HcallToken::kRemove, 0, index)}, {load(3)}}, round_numbers(),
                  std::move(image), Job::kMigrate);
  ASSERT_EQ(machine.platform->simulate(), SimulationEnd::kStuck);
  const std::string text = StuckSimulation(*machine.platform).what();
  EXPECT_TRUE(text.starts_with("the simulation is stuck at cycle ")) << text;
  EXPECT_NE(text.find("\n  source processor 0      activity waits_for_hypervisor, "),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("turns at the lock of a HPTE"), std::string::npos) << text;
  EXPECT_NE(text.find("\n  source processor 1      activity stopped, "), std::string::npos) << text;
  for (const char* component : {"source walkers 0", "source memory", "source fabric",
                                "source HTAB descriptor", "destination memory", "migration"}) {
    EXPECT_NE(text.find(std::string("\n  ") + component), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace htabsim
