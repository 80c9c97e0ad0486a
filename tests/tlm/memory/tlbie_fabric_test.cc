// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/tlm/core/snoop_target.h"
#include "tests/tlm/memory/agents.h"

namespace htabsim {
namespace {

/// A processor that only writes down what reaches it, and may have a lookup in flight.
class SnoopListener final : public sc_core::sc_module {
 public:
  SnoopListener(const sc_core::sc_module_name& name, SmallMachine& machine)
      : sc_module(name),
        snoops_(
            "snoops",
            [this](Cycles arrival, const TlbieTarget& target) {
              arrivals.push_back(arrival.value());
              pages.push_back(target.va_low);
            },
            [this](Cycles arrival) { wait_for_lookups_before(arrival); }),
        clock_(machine.sim.clock) {
    machine.fabric.snoopers.bind(snoops_.socket);
  }

  Cycles lookup_began{~std::uint64_t{0}};
  Cycles lookup_ends;
  std::vector<std::uint64_t> arrivals;
  std::vector<std::uint64_t> pages;

 private:
  void wait_for_lookups_before(Cycles arrival) {
    if (lookup_began < arrival && clock_.now() < lookup_ends) clock_.wait_until(lookup_ends);
  }

  SnoopTarget snoops_;
  const Clock& clock_;
};

// SmallMachine: issue 8, broadcast 600, return 500 cycles.
constexpr TlbieRb kPage(std::uint64_t number) { return {number << 12}; }

TEST(TlbieFabricTest, BroadcastArrivesAfterItsLatencyAndSyncAfterTheWayBack) {
  SmallMachine machine;
  SnoopListener listener("listener", machine);
  std::uint64_t issued = 0;
  std::uint64_t synced = 0;
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(100));
    port.tlbie(kPage(1));
    issued = time.now().value();
    port.tlbsync();
    synced = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(listener.arrivals, (std::vector<std::uint64_t>{100 + 600}));
  EXPECT_EQ(issued, 100 + 8);
  EXPECT_EQ(synced, 700 + 500);
}

TEST(TlbieFabricTest, SyncWithoutATlbieBeforeItReturnsAtOnce) {
  SmallMachine machine;
  std::uint64_t synced = 1;
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.tlbsync();
    synced = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(synced, 0);
}

TEST(TlbieFabricTest, SyncWaitsForALookupThatBeganBeforeTheArrival) {  // facts H7
  SmallMachine machine;
  SnoopListener listener("listener", machine);
  listener.lookup_began = Cycles(590);
  listener.lookup_ends = Cycles(900);
  std::uint64_t synced = 0;
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.tlbie(kPage(1));
    port.tlbsync();
    synced = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(synced, 900 + 500);
}

TEST(TlbieFabricTest, SyncDoesNotWaitForALookupThatBeganAtTheArrival) {
  SmallMachine machine;
  SnoopListener listener("listener", machine);
  listener.lookup_began = Cycles(600);
  listener.lookup_ends = Cycles(900);
  std::uint64_t synced = 0;
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.tlbie(kPage(1));
    port.tlbsync();
    synced = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(synced, 600 + 500);
}

TEST(TlbieFabricTest, SyncLongAfterTheArrivalStillWaitsForAnOlderLookup) {  // facts H7
  SmallMachine machine;
  SnoopListener listener("listener", machine);
  listener.lookup_began = Cycles(590);
  listener.lookup_ends = Cycles(2000);
  std::uint64_t synced = 0;
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.tlbie(kPage(1));
    time.advance(Cycles(1500));
    port.tlbsync();
    synced = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(synced, 2000 + 500);
}

TEST(TlbieFabricTest, SyncAfterTheAnswerIsBackReturnsAtOnce) {
  SmallMachine machine;
  SnoopListener listener("listener", machine);
  std::uint64_t synced = 0;
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.tlbie(kPage(1));
    time.advance(Cycles(1500));
    port.tlbsync();
    synced = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(synced, 8 + 1500);  // issued at 8; the answer was back at 600 + 500
}

TEST(TlbieFabricTest, BroadcastsOfOneCycleArriveInTheOrderOfTheirInitiators) {
  SmallMachine machine;
  SnoopListener listener("listener", machine);
  Agent second("second", 2, machine, [&](TimedHptPort& port, LocalTime&) { port.tlbie(kPage(2)); });
  Agent first("first", 1, machine, [&](TimedHptPort& port, LocalTime&) { port.tlbie(kPage(1)); });
  sc_core::sc_start();
  EXPECT_EQ(listener.pages, (std::vector<std::uint64_t>{1U << 12, 2U << 12}));
  EXPECT_EQ(machine.fabric.counters().broadcasts, 2);
}

TEST(TlbieFabricTest, WaitsOfAllSyncsAreSummed) {
  SmallMachine machine;
  SnoopListener listener("listener", machine);
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime&) {
    port.tlbie(kPage(1));
    port.tlbsync();
    port.tlbie(kPage(2));
    port.tlbsync();
    port.tlbsync();  // of which the answer is there already
  });
  sc_core::sc_start();
  EXPECT_EQ(machine.fabric.counters().syncs, 3);
  // A sync begins 8 cycles after its tlbie was asked for.
  EXPECT_EQ(machine.fabric.counters().sync_wait_cycles, 2 * (600 + 500 - 8));
}

}  // namespace
}  // namespace htabsim
