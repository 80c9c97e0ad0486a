// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/migration_agent.h"

#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/hpt/table_compare.h"
#include "tests/tlm/host/guest_platform.h"

namespace htabsim {
namespace {

const Config kMigration = [] {
  Config config;
  config.clock.period_ps = 250;
  config.memory.caches = false;
  config.migration.start_us = 10;
  config.htab.call_cycles = 600;
  return config;
}();

TEST(MigrationAgentTest, FirstPassBeginsWhenTheDescriptorIsOpen) {
  GuestPlatform machine({}, kMigration, HptImage(HptGeometry(18)), Job::kMigrate);
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  // 10 us of 250 ps, the call, and the cycle in whose middle the descriptor opens.
  EXPECT_EQ(machine.platform->agent()->passes().front().begin_cycle, 40'000 + 600 + 1);
}

TEST(MigrationAgentTest, DowntimeOfAnEmptyTableIsOneScanAndTwoCloses) {
  GuestPlatform machine({}, kMigration, HptImage(HptGeometry(18)), Job::kMigrate);
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  const MigrationAgent& agent = *machine.platform->agent();
  // All scans of a table without a valid entry take the same: the call and 2^14 clean entries.
  ASSERT_EQ(agent.passes().size(), 3);
  EXPECT_EQ(agent.outcome().downtime_cycles, agent.passes()[1].cycles + 2 * (600 + 1));
}

/// A guest that loads for so many cycles, a quarter of a nanosecond each.
std::vector<GuestEvent> idles(std::uint64_t thousands) {
  return std::vector<GuestEvent>(
      thousands, MemoryAccess{GuestAccessKind::kLoad, GuestMode::kKernelReal, 4, Ea(0), Ea(0x1000),
                              std::nullopt});
}

Config idling(const MigrationConfig& migration) {
  Config config = round_numbers();
  config.cpu.access_cycles = 1000;
  config.htab.call_cycles = 600;
  config.migration = migration;
  config.migration.start_us = 10;
  return config;
}

// At four bytes of the link and one dirtied byte a cycle, the first round takes 250,000 cycles, in
// which 250,000 bytes become dirty, the second 62,500, then 15,625 and so on.
TEST(MigrationAgentTest, MemoryThatTheGuestDirtiesIsSentAgainUntilItStops) {
  GuestPlatform machine({idles(4000)},
                        idling({.bandwidth_bytes_per_s = 16'000'000'000,
                                .ram_bytes = 1'000'000,
                                .ram_dirty_bytes_per_s = 4'000'000'000}),
                        HptImage(HptGeometry(18)), Job::kMigrate);
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  const MigrationAgent& agent = *machine.platform->agent();
  ASSERT_EQ(agent.attempts().size(), 1u);
  const MigrationAttempt& attempt = agent.attempts().front();
  const std::uint64_t stopped =
      machine.platform->source().guest().cpus().front().stopped_at().value();
  // Every byte of it once, and one for each cycle that the guest has run since the first round
  // began, when the descriptor was open.
  EXPECT_EQ(attempt.ram_bytes, 1'000'000 + stopped - (attempt.begin_cycle + 600 + 1));
  // The table has its turn when the first round has been sent.
  EXPECT_EQ(agent.passes().front().begin_cycle, 40'000 + 600 + 1 + 1'000'000 / 4);
}

/// Of a guest that has always dirtied all of its 1,000 bytes again, each of which takes 1,000
/// cycles of the link once it has stopped.
MigrationOutcome outcome_with_memory(RamAfterStop after) {
  GuestPlatform machine({idles(4000)},
                        idling({.bandwidth_bytes_per_s = 16'000'000'000,
                                .stop_bandwidth_bytes_per_s = 4'000'000,
                                .link_latency_us = 0,
                                .downtime_limit_us = 1'000'000,
                                .ram_bytes = 1000,
                                .ram_dirty_bytes_per_s = 1'000'000'000'000,
                                .ram_after_stop = after}),
                        HptImage(HptGeometry(18)), Job::kMigrate);
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  return machine.platform->agent()->outcome();
}

TEST(MigrationAgentTest, RestOfTheMemoryIsPartOfTheDowntime) {
  const MigrationOutcome outcome = outcome_with_memory(RamAfterStop::sent);
  EXPECT_EQ(outcome.end_cycle, outcome.stopped_cycle + 1000 * 1000 + (600 + 1));
}

// The scan of an empty table and two closes: its 2^14 entries take 14 cycles each.
TEST(MigrationAgentTest, WithPostcopyOnlyTheTableIs) {
  const MigrationOutcome outcome = outcome_with_memory(RamAfterStop::postcopy);
  EXPECT_EQ(outcome.end_cycle, outcome.stopped_cycle + 600 + 14 * 16384 + 2 * (600 + 1));
}

TEST(MigrationAgentTest, CancelledOneLeavesTheGuestRunning) {
  MigrationConfig migration;
  migration.cancel_at_us = 50;
  GuestPlatform machine({idles(4000)}, idling(migration), HptImage(HptGeometry(18)), Job::kMigrate);
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  const MigrationAgent& agent = *machine.platform->agent();
  EXPECT_FALSE(agent.outcome().finished);
  EXPECT_EQ(agent.attempts().front().end, AttemptEnd::cancelled);
  // All of its events, and the 4 cycles before them.
  EXPECT_EQ(machine.platform->source().guest().cpus().front().stopped_at(), Cycles(4 + 4'000'000));
}

// Entries A, B and C, far apart. A read has room for two groups of an entry each, so that one which
// finds two changes ends behind the second, and one which finds fewer at the table's end.
constexpr HpteIndex kA{8};
constexpr HpteIndex kB{8000};
constexpr HpteIndex kC{16000};

HptImage three_entries() {
  HptImage image(HptGeometry(18));
  for (const HpteIndex index : {kA, kB, kC}) {
    image.store(index, HpteDword::k0, index.value() << 7 | hpte_v::kValid);
    image.store(index, HpteDword::k1, index.value() << 12 | 2);
    image.set_guest_r(index, index.value() << 12 | 2);
  }
  return image;
}

Config two_groups_a_read(Completion completion) {
  Config config = round_numbers();
  config.cpu.access_cycles = 1000;
  config.htab.call_cycles = 600;
  config.htab.entry_cycles = 4;
  config.migration.start_us = 10;
  config.migration.read_bytes = 2 * (8 + 16) + 1;  // a byte is to spare (R13)
  config.migration.completion = completion;
  return config;
}

// Of the table's 2^14 entries each takes 18 cycles in the first pass, two loads and its report, and
// 14 later. So, with some 2,000 for calls and entries that are reported:
//   at 40,600   the first pass begins; it comes to C at about 330,000 and ends at 337,000
//   at 337,000  a scan from 0 comes to B at 450,000 and to C at 562,000; it ends at 567,000
//   at 567,000  one comes to A at once and to B at 680,000, where its read ends: the guest stops
std::vector<GuestEvent> changes_behind_the_cursor() {
  std::vector<GuestEvent> events;
  const auto idle = [&events](unsigned thousands) {
    events.insert(events.end(), thousands,
                  MemoryAccess{GuestAccessKind::kLoad, GuestMode::kKernelReal, 4, Ea(0), Ea(0x1000),
                               std::nullopt});
  };
  const auto protect = [&events](HpteIndex index, std::uint64_t pp) {
    events.push_back(hcall(HcallToken::kProtect, pp, index));
  };
  idle(400);
  protect(kC, 1);
  idle(100);
  protect(kA, 1);
  protect(kB, 1);
  idle(118);
  protect(kA, 3);  // at about 625,000: the reader has passed it, and is before B
  return events;
}

/// A migration at whose stop entry A, behind the cursor, is newer than its last report.
struct LateUpdate {
  explicit LateUpdate(Completion completion)
      : machine({changes_behind_the_cursor()}, two_groups_a_read(completion), three_entries(),
                Job::kMigrate) {
    EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  }
  [[nodiscard]] const std::vector<PassRecord>& passes() const {
    return machine.platform->agent()->passes();
  }
  [[nodiscard]] const StreamPromises& promises() const {
    return machine.platform->checker()->promises();
  }
  [[nodiscard]] TableComparison destination() const {
    return compare_tables(machine.platform->source().guest().image(),
                          machine.platform->destination()->guest().image());
  }

  GuestPlatform machine;
};

void expect_pass(const PassRecord& pass, std::uint64_t reads, std::uint64_t valid,
                 std::uint64_t bytes, bool guest_stopped) {
  EXPECT_EQ(pass.reads, reads);
  EXPECT_EQ(pass.valid, valid);
  EXPECT_EQ(pass.bytes, bytes);
  EXPECT_EQ(pass.guest_stopped, guest_stopped);
}

/// Of the passes up to the first read of 0 after the guest's stop.
void expect_first_passes(const std::vector<PassRecord>& passes) {
  expect_pass(passes[0], 2, 3, 8 + 3 * 24, false);  // before A there are invalid entries only
  expect_pass(passes[1], 1, 1, 24, false);          // C
  expect_pass(passes[2], 2, 2, 2 * 24, true);       // A and B; then 0 from behind B to the end
}

TEST(MigrationAgentTest, FirstZeroAfterTheStopLosesAnUpdateBehindTheCursorR64) {
  const LateUpdate migration(Completion::first_zero);
  ASSERT_EQ(migration.passes().size(), 3);
  expect_first_passes(migration.passes());
  EXPECT_EQ(migration.promises().violations(), 1);
  EXPECT_EQ(migration.promises().violations(StreamPromise::no_lost_update), 1);
  const TableComparison tables = migration.destination();
  ASSERT_EQ(tables.different, 1);
  EXPECT_EQ(tables.first.front().index, kA);
  EXPECT_EQ(tables.first.front().expected.r & hpte_r::kPp, 3);
  EXPECT_EQ(tables.first.front().actual.r & hpte_r::kPp, 1);
}

TEST(MigrationAgentTest, FullScanEndsOnlyWithAScanFromZeroThatFindsNothingR34) {
  const LateUpdate migration(Completion::full_scan);
  ASSERT_EQ(migration.passes().size(), 4);
  expect_first_passes(migration.passes());
  expect_pass(migration.passes()[3], 2, 1, 24, true);  // A; then 0 from the start to the end
  EXPECT_EQ(migration.promises().violations(), 0);
  const TableComparison tables = migration.destination();
  EXPECT_EQ(tables.valid, 3);
  EXPECT_EQ(tables.different, 0);
}

}  // namespace
}  // namespace htabsim
