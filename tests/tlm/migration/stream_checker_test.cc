// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/stream_checker.h"

#include <cstdint>

#include <gtest/gtest.h>

#include "tests/tlm/memory/agents.h"

namespace htabsim {
namespace {

constexpr std::uint16_t kReader = 3;
constexpr HpteIndex kPosition{100};

/// A table with a checker on it whose reader looks at entry 100 at cycle 7 and stays there.
struct WatchedMachine : SmallMachine {
  WatchedMachine()
      : fd("fd", sim, {InitiatorId(kReader), CoreId(kReader)}, table, partition),
        checker("checker", sim, memory, table, fd),
        reader("reader", kReader, *this,
               [](TimedHptPort& port, LocalTime&) { port.load(kPosition, HpteDword::k0); }) {
    bind_masters(fd);
  }

  Partition partition;
  HtabFdTarget fd;
  StreamChecker checker;
  Agent reader;
};

/// Keeps the races that a part reports.
struct RacesOfAPart final : Report {
  explicit RacesOfAPart(const Part& part) { part.report(*this); }
  void count(std::string_view, std::string_view, std::uint64_t) override {}
  void cache(std::string_view, const LookupCounts&) override {}
  void latency(std::string_view, std::string_view, const LatencyHistogram&) override {}
  void races(const RaceCounters& races) override { counted = races; }

  RaceCounters counted;
};

/// From cycle 1000 on: makes entries 98, 99, 100, and 101 to 103 valid, then sets R of 99, 101 and
/// 102.
void change_entries(TimedHptPort& port, LocalTime& time) {
  time.advance(Cycles(1000));
  for (const std::uint64_t index : {98, 99, 100, 101, 102, 103}) {
    port.store(HpteIndex(index), HpteDword::k0, index << 7 | hpte_v::kValid);
  }
  for (const std::uint64_t index : {99, 101, 102}) {
    port.store_rc_byte(HpteIndex(index), RcByte::kReferenced, 1);
  }
}

TEST(StreamCheckerTest, ChangesAreCountedByWhereTheReaderIs) {
  WatchedMachine machine;
  machine.checker.on_open(0, 0, 0);
  Agent guest("guest", 0, machine, change_entries);
  sc_core::sc_start();
  const RaceCounters races = RacesOfAPart(machine.checker).counted;
  EXPECT_EQ(races.update_behind_reader, 2);    // 98, 99
  EXPECT_EQ(races.update_at_reader, 1);        // 100
  EXPECT_EQ(races.update_ahead_of_reader, 3);  // 101, 102, 103
  EXPECT_EQ(races.rc_set_behind_reader, 1);    // 99
  EXPECT_EQ(races.rc_set_ahead_of_reader, 2);  // 101, 102
}

TEST(StreamCheckerTest, ChangesAreNoRacesWhileNobodyReads) {
  WatchedMachine machine;
  machine.checker.on_open(0, 0, 0);
  machine.checker.on_close(0);
  Agent guest("guest", 0, machine, change_entries);
  sc_core::sc_start();
  const RaceCounters races = RacesOfAPart(machine.checker).counted;
  EXPECT_EQ(races.update_behind_reader + races.update_at_reader + races.update_ahead_of_reader, 0);
  EXPECT_EQ(races.rc_set_behind_reader + races.rc_set_ahead_of_reader, 0);
  EXPECT_EQ(machine.checker.promises().changes(), 9) << "the changes were there";
}

}  // namespace
}  // namespace htabsim
