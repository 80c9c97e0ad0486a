// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/store_queues.h"

#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "tests/tlm/memory/agents.h"

namespace htabsim {
namespace {

// Costs: load 7 from the L1, L2 12, L3 30, another core 60, memory 100, store 5, atomic 20, eieio
// and lwsync 30, ptesync 60. Each entry here is in a line of its own.
constexpr HpteIndex kNear(0);
constexpr HpteIndex kFar(8);
constexpr HpteIndex kFarther(16);

Config with_queues(std::uint64_t entries, StoreDrain drain = StoreDrain::as_owned) {
  MemoryConfig memory = SmallMachine::memory_config();
  memory.caches = true;
  memory.l2_cycles = 12;
  memory.l3_cycles = 30;
  memory.other_core_cycles = 60;
  memory.store_queue_entries = entries;
  memory.store_drain = drain;
  return SmallMachine::config(memory);
}

/// Both ways must take the same time, so each test is made in both.
class StoreQueuesTest : public testing::TestWithParam<Stepping> {
 protected:
  /// The core has the line for itself, at cycle 200.
  static void own(TimedHptPort& port, LocalTime& time, HpteIndex index) {
    port.store(index, HpteDword::k0, 0);
    port.complete_stores();
    time.advance(Cycles(200) - time.now());
  }
};

INSTANTIATE_TEST_SUITE_P(BothWays, StoreQueuesTest,
                         testing::Values(Stepping::kRunAhead, Stepping::kStepped),
                         [](const auto& test) {
                           return test.param == Stepping::kStepped ? "Stepped" : "RunAhead";
                         });

TEST_P(StoreQueuesTest, StoreTakesEffectWhenItsLineIsThereAndItsProcessorGoesOn) {
  SmallMachine machine(GetParam(), with_queues(4));
  std::uint64_t issued = 0;
  std::uint64_t before = 1;
  std::uint64_t after = 0;
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.store(kNear, HpteDword::k0, 0x55);
    issued = time.now().value();
  });
  // The line is there after 100 cycles; the bank is taken by the writer for the first 10.
  Agent early("early", 1, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(99));
    before = port.load(kNear, HpteDword::k0);
  });
  Agent late("late", 2, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(100));
    after = port.load(kNear, HpteDword::k0);
  });
  sc_core::sc_start();
  EXPECT_EQ(issued, 5);
  EXPECT_EQ(before, 0);
  EXPECT_EQ(after, 0x55);
  EXPECT_EQ(machine.memory.counters().stores_queued, 1);
  EXPECT_EQ(machine.memory.counters().word_writes, 1);
}

TEST_P(StoreQueuesTest, ProcessorSeesItsOwnStoreAtOnce) {
  SmallMachine machine(GetParam(), with_queues(4));
  std::uint64_t seen = 0;
  std::uint64_t at = 0;
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.store(kNear, HpteDword::k0, 0x55);
    seen = port.load(kNear, HpteDword::k0);
    at = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(seen, 0x55);
  EXPECT_EQ(at, 5 + 7);
  EXPECT_EQ(machine.memory.counters().loads_from_store_queue, 1);
}

TEST_P(StoreQueuesTest, PtesyncWaitsForTheLastStore) {
  SmallMachine machine(GetParam(), with_queues(4));
  std::vector<std::uint64_t> at;
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.store(kNear, HpteDword::k0, 1);  // is there at 100
    port.store(kFar, HpteDword::k0, 2);   // issued at 5, from another bank: at 105
    port.barrier(BarrierPoint::publish_ptesync);
    at.push_back(time.now().value());
    port.barrier(BarrierPoint::publish_ptesync);  // nothing to wait for
    at.push_back(time.now().value());
  });
  sc_core::sc_start();
  EXPECT_EQ(at, (std::vector<std::uint64_t>{105 + 1 + 60, 166 + 60}));
  EXPECT_EQ(machine.memory.counters().store_wait_cycles, 105 - 10);
}

/// When a look at `watched` sees a store to it; `store` is made from cycle 200 on.
template <class Store>
std::vector<std::uint64_t> seen_from(const Config& config, Stepping how, const Store& store) {
  SmallMachine machine(how, config);
  std::vector<std::uint64_t> seen;
  Agent writer("writer", 0, machine, store);
  Thread watcher("watcher", [&] {
    std::uint64_t near = 0;
    std::uint64_t far = 0;
    for (std::uint64_t cycle = 200; cycle < 700; ++cycle) {
      machine.sim.clock.wait_until(Cycles(cycle));
      // What was stored in a cycle is there on the next.
      const auto look = [&](HpteIndex index, std::uint64_t& old) {
        const std::uint64_t value = machine.memory.image().read(index).v;
        if (value != old) seen.push_back(cycle - 1);
        old = value;
      };
      look(kNear, near);
      look(kFar, far);
    }
  });
  sc_core::sc_start();
  return seen;
}

TEST_P(StoreQueuesTest, StoreToAnOwnedLineOvertakesOneToALineInMemory) {  // O2
  const auto seen = seen_from(with_queues(4), GetParam(), [&](TimedHptPort& port, LocalTime& time) {
    own(port, time, kNear);
    port.store(kFar, HpteDword::k0, 1);   // at 200
    port.store(kNear, HpteDword::k0, 2);  // at 205
  });
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{205 + 12, 200 + 100}));
}

TEST_P(StoreQueuesTest, EieioLetsTheYoungerStoreGoWhenTheOlderIsVisible) {  // O4
  const auto seen = seen_from(with_queues(4), GetParam(), [&](TimedHptPort& port, LocalTime& time) {
    own(port, time, kNear);
    port.store(kFar, HpteDword::k0, 1);
    port.barrier(BarrierPoint::publish_eieio);
    EXPECT_EQ(time.now(), Cycles(205 + 30));  // nobody waits
    port.store(kNear, HpteDword::k0, 2);
  });
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{300, 300 + 12}));
}

TEST_P(StoreQueuesTest, InOrderTheYoungerStoreGoesWhenTheOlderIsVisible) {
  const auto seen = seen_from(with_queues(4, StoreDrain::in_order), GetParam(),
                              [&](TimedHptPort& port, LocalTime& time) {
                                own(port, time, kNear);
                                port.store(kFar, HpteDword::k0, 1);
                                port.store(kNear, HpteDword::k0, 2);
                              });
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{300, 300 + 12}));
}

TEST_P(StoreQueuesTest, BarrierThatIsLeftOutOrdersNothing) {
  const auto seen = seen_from(with_queues(4), GetParam(), [&](TimedHptPort& port, LocalTime& time) {
    port.run(UpdateCode::enter, LeftOut{BarrierPoint::publish_eieio, UpdateCode::enter});
    own(port, time, kNear);
    port.store(kFar, HpteDword::k0, 1);
    port.barrier(BarrierPoint::publish_eieio);
    EXPECT_EQ(time.now(), Cycles(205));
    port.store(kNear, HpteDword::k0, 2);
  });
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{217, 300}));
}

TEST_P(StoreQueuesTest, BarrierIsLeftOutOfItsCodeOnly) {
  const auto seen = seen_from(with_queues(4), GetParam(), [&](TimedHptPort& port, LocalTime& time) {
    port.run(UpdateCode::page_in, LeftOut{BarrierPoint::publish_eieio, UpdateCode::enter});
    own(port, time, kNear);
    port.store(kFar, HpteDword::k0, 1);
    port.barrier(BarrierPoint::publish_eieio);
    port.store(kNear, HpteDword::k0, 2);
  });
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{300, 300 + 12}));
}

TEST_P(StoreQueuesTest, LineOfAnotherCoreTakesItsLatencyEvenIfThisOneHasACopy) {
  SmallMachine machine(GetParam(), with_queues(4));
  std::uint64_t synced = 0;
  Agent other("other", 1, machine,
              [&](TimedHptPort& port, LocalTime&) { port.load(kNear, HpteDword::k0); });
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(200));
    port.load(kNear, HpteDword::k0);      // shared: 260
    port.store(kNear, HpteDword::k0, 1);  // visible at 320
    port.complete_stores();
    synced = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(synced, 260 + 60 + 1);
}

TEST_P(StoreQueuesTest, FullQueueHoldsItsProcessorBack) {
  SmallMachine machine(GetParam(), with_queues(1));
  std::vector<std::uint64_t> at;
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.store(kNear, HpteDword::k0, 1);
    at.push_back(time.now().value());
    port.store(kFar, HpteDword::k0, 2);  // asked at 5, issued at 100, visible at 200
    at.push_back(time.now().value());
    port.complete_stores();
    at.push_back(time.now().value());
  });
  sc_core::sc_start();
  EXPECT_EQ(at, (std::vector<std::uint64_t>{5, 100 + 5, 200 + 1}));
}

TEST_P(StoreQueuesTest, StoreConditionalWaitsForItsLineAndForBarriersOnly) {  // O8
  SmallMachine machine(GetParam(), with_queues(4));
  std::vector<std::uint64_t> at;
  std::vector<bool> stored;
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    own(port, time, kNear);
    port.store(kFar, HpteDword::k0, 1);                     // 200, visible at 300
    stored.push_back(port.store_conditional(kNear, 0, 2));  // overtakes it
    at.push_back(time.now().value());
    port.barrier(BarrierPoint::unlock_lwsync);              // 225 to 255
    stored.push_back(port.store_conditional(kNear, 2, 3));  // at 300
    at.push_back(time.now().value());
    port.store(kFarther, HpteDword::k0, 4);                    // 320, visible at 420
    stored.push_back(port.store_conditional(kFarther, 4, 5));  // at 420
    at.push_back(time.now().value());
  });
  sc_core::sc_start();
  EXPECT_EQ(stored, (std::vector<bool>{true, true, true}));
  EXPECT_EQ(at, (std::vector<std::uint64_t>{205 + 20, 300 + 20, 420 + 20}));
}

// The kernel changes a page's record under a lock, which an lwsync releases.
TEST_P(StoreQueuesTest, PageRecordIsChangedBehindAllStores) {
  SmallMachine machine(GetParam(), with_queues(4));
  std::uint64_t at = 0;
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.store(kNear, HpteDword::k0, 1);  // visible at 100
    port.merge_page_rc(GuestReal(0x5000), hpte_r::kChanged);
    at = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(at, 100 + 20 + 100);
}

TEST_P(StoreQueuesTest, ByteOfAWalkTakesEffectAtOnce) {
  SmallMachine machine(GetParam(), with_queues(4));
  const Hpte found = machine.table.read(kNear);
  Agent walker("walker", 0, machine, [&](TimedHptPort& port, LocalTime&) {
    port.update_rc_byte(kNear, found, RcByte::kChanged, 0x80);
    EXPECT_EQ(machine.memory.image().read(kNear).r, hpte_r::kChanged);
  });
  sc_core::sc_start();
  EXPECT_EQ(machine.memory.counters().stores_queued, 0);
}

TEST_P(StoreQueuesTest, ByteOfSoftwareIsMergedWhenItIsVisible) {  // O9
  SmallMachine machine(GetParam(), with_queues(4));
  machine.table.store(kNear, HpteDword::k1, hpte_r::kReferenced);
  const Hpte found = machine.table.read(kNear);
  std::uint64_t own_view = 0;
  Agent software("software", 0, machine, [&](TimedHptPort& port, LocalTime&) {
    port.store_rc_byte(kNear, RcByte::kReferenced, 0);
    own_view = port.load(kNear, HpteDword::k1);
  });
  Agent walker("walker", 1, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(50));
    port.update_rc_byte(kNear, found, RcByte::kChanged, 0x80);
  });
  sc_core::sc_start();
  EXPECT_EQ(own_view, 0);
  EXPECT_EQ(machine.memory.image().read(kNear).r, hpte_r::kChanged);
}

TEST_P(StoreQueuesTest, WhoeverWaitsForStoresGoesOnInTheCycleBehindTheLast) {
  SmallMachine machine(GetParam(), with_queues(4));
  std::vector<std::uint64_t> at;
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime&) {
    port.store(kNear, HpteDword::k0, 1);  // visible at 100
  });
  Thread other("other", [&] {
    machine.sim.clock.wait_until(Cycles(10));
    machine.memory.wait_for_stores_of(InitiatorId(3));  // has none
    at.push_back(machine.sim.clock.now().value());
    machine.memory.wait_for_stores_of(InitiatorId(0));
    at.push_back(machine.sim.clock.now().value());
  });
  sc_core::sc_start();
  EXPECT_EQ(at, (std::vector<std::uint64_t>{10, 101}));
}

TEST_P(StoreQueuesTest, RacesOfStoresAreCounted) {
  SmallMachine machine(GetParam(), with_queues(4));
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    own(port, time, kNear);
    port.store_conditional(kNear, 0, hpte_v::kHvLock);  // 200
    port.store(kNear, HpteDword::k1, 1);                // 220, visible at 232
    time.advance(Cycles(300) - time.now());
    port.store(kFar, HpteDword::k0, 1);   // 300, visible at 400
    port.store(kNear, HpteDword::k0, 0);  // 305, unlocks: visible at 365, as a walk has the line
  });
  Agent walker("walker", 1, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(225));
    port.fetch_pteg(pteg_of(kNear));  // locked, nothing of the update is visible
    time.advance(Cycles(290) - time.now());
    port.fetch_pteg(pteg_of(kNear));  // between the two stores
  });
  Agent reader("reader", 2, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(350));
    port.load(kFar, HpteDword::k0);  // its store is under way
    time.advance(Cycles(450) - time.now());
    port.load(kFar, HpteDword::k0);
  });
  sc_core::sc_start();
  const RaceCounters races = machine.memory.store_races();
  EXPECT_EQ(races.walk_between_stores, 1);
  EXPECT_EQ(races.store_overtook_store, 1);
  EXPECT_EQ(races.look_before_issued_store, 1);
}

TEST(StoreQueuesConfig, WithoutQueuesAStoreTakesEffectInItsCycleAndNobodyWaits) {
  SmallMachine machine(Stepping::kRunAhead, with_queues(0));
  std::uint64_t at = 0;
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.store(kNear, HpteDword::k0, 1);
    EXPECT_EQ(machine.memory.image().read(kNear).v, 1);
    port.complete_stores();
    port.barrier(BarrierPoint::publish_ptesync);
    at = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(at, 5 + 60);
  EXPECT_EQ(machine.memory.counters().stores_queued, 0);
}

TEST(StoreQueuesConfig, MemoryOutsideHasNone) {
  Config config = with_queues(4);
  config.memory.external = true;
  EXPECT_THROW(SmallMachine(Stepping::kRunAhead, config), std::invalid_argument);
}

}  // namespace
}  // namespace htabsim
