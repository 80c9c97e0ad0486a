// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/turn_events.h"

#include <deque>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/replay_report.h"
#include "tests/tlm/host/guest_platform.h"

namespace htabsim {
namespace {

/// Turns that are at hand; the last ones may repeat for ever.
class ListedTurns final : public TurnSource {
 public:
  struct Turn {
    std::uint32_t vcpu = 0;
    std::vector<GuestEvent> events;
  };

  explicit ListedTurns(std::vector<Turn> turns, std::size_t repeated = 0)
      : turns_(std::move(turns)), repeated_(repeated) {}

  RecordedTurn next_turn() override {
    if (next_ == turns_.size()) next_ -= repeated_;
    if (next_ == turns_.size()) return {};
    const Turn& turn = turns_[next_++];
    return {turn.vcpu, next_, turn.events};
  }

 private:
  std::vector<Turn> turns_;
  std::size_t repeated_;
  std::size_t next_ = 0;
};

GuestEvent load_segment() {
  return SlbWrite{encode_segment(kSegment), kBase.value() | 0x0800'0000};
}

/// A platform whose processors, after a turn of 4 cycles each that loads segment 1, have these.
struct TurnPlatform {
  TurnPlatform(std::vector<ListedTurns::Turn> turns, std::uint32_t vcpus, const Config& config,
               Job job = Job::kRun, std::size_t repeated = 0)
      : source(with_segments(std::move(turns), vcpus), repeated), order(source), sim(config) {
    Partition partition;
    partition.slots.add({GuestReal(0), 0x2000'0000, HostReal(0), 24, true});
    MachineSetup setup{six_pages(), std::move(partition), {}};
    for (std::uint32_t vcpu = 0; vcpu < vcpus; ++vcpu) {
      setup.vcpus.push_back({RecordedTurns{&order, vcpu}, {}});
    }
    platform = std::make_unique<Platform>("platform", sim, std::move(setup), job);
  }

  static std::vector<ListedTurns::Turn> with_segments(std::vector<ListedTurns::Turn> turns,
                                                      std::uint32_t vcpus) {
    for (std::uint32_t vcpu = vcpus; vcpu-- > 0;) {
      turns.insert(turns.begin(), {vcpu, {load_segment()}});
    }
    return turns;
  }

  const std::deque<GuestCpu>& run() {
    EXPECT_EQ(platform->simulate(), SimulationEnd::kFinished);
    return platform->source().guest().cpus();
  }

  ListedTurns source;
  RecordedOrder order;
  Sim sim;
  std::unique_ptr<Platform> platform;
};

constexpr std::uint64_t kMiss = 1 + 20 + 100;  // access, walk, line

TEST(TurnEventsTest, TurnBeginsWhenThatBeforeItIsOver) {
  TurnPlatform machine({{0, {load(2), load(2)}}, {1, {load(3)}}, {0, {load(2)}}}, 2,
                       round_numbers());
  const auto& cpus = machine.run();
  const std::uint64_t all = 2 * 4 + (kMiss + 1) + kMiss + 1;
  for (const GuestCpu& cpu : cpus) {
    EXPECT_EQ(cpu.stopped_at(), Cycles(all)) << "the recording's end is all processors' end";
  }
  EXPECT_EQ(cpus[0].counters().loads, 3);
  EXPECT_EQ(cpus[1].counters().loads, 1);
}

TEST(TurnEventsTest, WalksOfATurnAreOverBeforeTheNext) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 4;
  config.mmu.walkers = 4;
  // Alone, the second turn's misses would go on beside the first's.
  TurnPlatform machine({{0, {load(2), load(3)}}, {1, {load(4)}}}, 2, config);
  // Both walks begin in their own cycle; a result is there a cycle after its walk.
  EXPECT_EQ(machine.run().front().stopped_at(), Cycles(2 * 4 + (2 + 120 + 1) + (kMiss + 1)));
}

TEST(TurnEventsTest, PartsOfOneTurnAreOneTurn) {
  Config config = round_numbers();
  config.cpu.outstanding_misses = 4;
  config.mmu.walkers = 4;
  TurnPlatform machine({{0, {load(2)}}, {0, {load(3)}}}, 1, config);
  EXPECT_EQ(machine.run().front().stopped_at(), Cycles(4 + 2 + 120 + 1));
}

TEST(TurnEventsTest, HcallsTlbieHasReachedTheOthersBeforeTheirNextTurnH7) {
  const HpteIndex index = slot_of(six_pages(), 2);
  TurnPlatform machine(
      {{1, {load(2)}}, {0, {hcall(HcallToken::kRemove, 0, index)}}, {1, {load(2), load(3)}}}, 2,
      round_numbers());
  const auto& cpus = machine.run();
  EXPECT_EQ(cpus[1].thread.tlbies_received(), 1);
  EXPECT_EQ(cpus[1].counters().storage_interrupts, 1) << "page 2 is gone";
  EXPECT_EQ(cpus[1].counters().loads, 2);
  EXPECT_EQ(cpus[1].counters().data_attempts, 3);
}

TEST(TurnEventsTest, WithoutThatInvalidationTheOthersGoOnWithWhatIsGone) {
  const HpteIndex index = slot_of(six_pages(), 2);
  TurnPlatform machine(
      {{1, {load(2)}}, {0, {hcall(HcallToken::kRemove, 0, index)}}, {1, {load(2)}}}, 2,
      round_numbers());
  machine.platform->source().guest().partition().defect = Defect::hcall_invalidates_locally;
  const auto& cpus = machine.run();
  EXPECT_EQ(cpus[1].thread.tlbies_received(), 0);
  EXPECT_EQ(cpus[1].counters().storage_interrupts, 0);
  EXPECT_EQ(cpus[1].counters().loads, 2);
}

TEST(TurnEventsTest, WarmUpKeepsTheOrderUntilOneHasDoneEnough) {
  Config config = round_numbers();
  config.cpu.warmup_accesses = 2;
  TurnPlatform machine({{0, {load(2)}}, {1, {load(3)}}, {0, {load(4), load(5)}}, {1, {load(3)}}}, 2,
                       config);
  const auto& cpus = machine.run();
  // Loads 2, 3 and 4 are done before time begins; 5 misses, 3 hits.
  EXPECT_EQ(cpus[0].counters().loads, 1);
  EXPECT_EQ(cpus[1].counters().loads, 1);
  EXPECT_EQ(cpus[0].stopped_at(), Cycles(kMiss + 1));
}

TEST(TurnEventsTest, ProcessorsAreStoppedAmidAndBetweenTheirTurns) {
  Config config = round_numbers();
  config.migration.start_us = 1;
  const std::vector<ListedTurns::Turn> turns{{0, std::vector(100, load(2))},
                                             {1, std::vector(50, load(3))}};
  TurnPlatform machine(turns, 2, config, Job::kMigrate, turns.size());
  const auto& cpus = machine.run();
  const MigrationOutcome& outcome = machine.platform->agent()->outcome();
  // Asked to stop, they do so when that has reached them; a load takes a cycle, a turn's end none.
  EXPECT_EQ(cpus[0].stopped_at(), Cycles(outcome.stop_cycle + 600));
  EXPECT_EQ(cpus[1].stopped_at(), cpus[0].stopped_at());
  EXPECT_EQ(cpus[0].counters().loads + cpus[1].counters().loads,
            outcome.stop_cycle + 600 - 2 * 4 - 2 * (kMiss - 1));
}

}  // namespace
}  // namespace htabsim
