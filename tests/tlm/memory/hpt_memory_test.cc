// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/tlm/memory/agents.h"

namespace htabsim {
namespace {

// Costs are those of SmallMachine::memory_config(): load 7, store 5, line 100, atomic 20, word busy
// 3, line busy 10; two banks by 128-byte line.
constexpr HpteIndex kFirst(0);
constexpr HpteIndex kOtherBank(8);  // one line further
constexpr HpteIndex kSameBank(16);  // two lines further

TEST(HptMemoryTest, EachOperationTakesItsLatencyToTheCycle) {
  SmallMachine machine;
  std::vector<std::uint64_t> at;
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.load(kFirst, HpteDword::k0);
    at.push_back(time.now().value());
    port.store(kFirst, HpteDword::k1, 1);
    at.push_back(time.now().value());
    port.fetch_pteg(PtegIndex(0));
    at.push_back(time.now().value());
    port.store_conditional(kFirst, 0, 1);
    at.push_back(time.now().value());
    port.store_rc_byte(kFirst, RcByte::kChanged, 0x80);
    at.push_back(time.now().value());
    port.barrier(BarrierPoint::unlock_lwsync);
    port.barrier(BarrierPoint::publish_ptesync);
    at.push_back(time.now().value());
  });
  sc_core::sc_start();
  EXPECT_EQ(at, (std::vector<std::uint64_t>{7, 7 + 5, 12 + 100, 112 + 20, 132 + 5, 137 + 30 + 60}));
}

TEST(HptMemoryTest, SameCycleRequestsOfOneBankAreServedByInitiatorNotByProcessOrder) {
  SmallMachine machine;
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  // The higher id is elaborated first, so the kernel runs its process first.
  Agent second("second", 2, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.store(kFirst, HpteDword::k0, 0x22);
    high = time.now().value();
  });
  Agent first("first", 1, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.store(kSameBank, HpteDword::k0, 0x11);
    low = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(low, 5);       // granted at once
  EXPECT_EQ(high, 3 + 5);  // after the bank was busy with a word for 3 cycles
  EXPECT_EQ(machine.memory.counters().bank_wait_cycles, 3);
}

TEST(HptMemoryTest, SameCycleRequestsOfTwoBanksDoNotWaitForEachOther) {
  SmallMachine machine;
  std::uint64_t one = 0;
  std::uint64_t other = 0;
  Agent a("a", 1, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.fetch_pteg(pteg_of(kFirst));
    one = time.now().value();
  });
  Agent b("b", 2, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.fetch_pteg(pteg_of(kOtherBank));
    other = time.now().value();
  });
  sc_core::sc_start();
  EXPECT_EQ(one, 100);
  EXPECT_EQ(other, 100);
}

TEST(HptMemoryTest, OfTwoSameCycleStoreConditionalsTheLowerInitiatorWins) {
  SmallMachine machine;
  bool low = false;
  bool high = true;
  Agent second("second", 3, machine, [&](TimedHptPort& port, LocalTime&) {
    high = port.store_conditional(kFirst, 0, 0x33);
  });
  Agent first("first", 0, machine, [&](TimedHptPort& port, LocalTime&) {
    low = port.store_conditional(kFirst, 0, 0x44);
  });
  sc_core::sc_start();
  EXPECT_TRUE(low);
  EXPECT_FALSE(high);
  EXPECT_EQ(machine.memory.image().read(kFirst).v, 0x44);
  EXPECT_EQ(machine.memory.counters().atomics_failed, 1);
}

TEST(HptMemoryTest, AStoreIsSeenByALoadOneCycleLaterButNotByOneOfACycleBefore) {
  SmallMachine machine;
  std::uint64_t before = 1;
  std::uint64_t after = 0;
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(50));
    port.store(kFirst, HpteDword::k0, 0x55);
  });
  Agent early("early", 1, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(49));
    before = port.load(kFirst, HpteDword::k0);
  });
  Agent late("late", 2, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(51));
    after = port.load(kFirst, HpteDword::k0);
  });
  sc_core::sc_start();
  EXPECT_EQ(before, 0);
  EXPECT_EQ(after, 0x55);
}

TEST(HptMemoryTest, MergedPageRecordsKeepBothAuthorsBits) {
  SmallMachine machine;
  const GuestReal page(0x5000);
  Agent a("a", 0, machine,
          [&](TimedHptPort& port, LocalTime&) { port.merge_page_rc(page, hpte_r::kReferenced); });
  Agent b("b", 1, machine,
          [&](TimedHptPort& port, LocalTime&) { port.merge_page_rc(page, hpte_r::kChanged); });
  sc_core::sc_start();
  EXPECT_EQ(machine.memory.image().page_rc(page), hpte_r::kRc);
}

TEST(HptMemoryTest, BandwidthOfABankIsOneLineInItsBusyTime) {
  SmallMachine machine;
  std::vector<std::uint64_t> ends(4);
  std::deque<Agent> agents;
  for (std::uint16_t i = 0; i < 4; ++i) {
    agents.emplace_back(("agent" + std::to_string(i)).c_str(), i, machine,
                        [&ends, i](TimedHptPort& port, LocalTime& time) {
                          port.fetch_pteg(PtegIndex(2 * i));  // all in bank 0
                          ends[i] = time.now().value();
                        });
  }
  sc_core::sc_start();
  EXPECT_EQ(ends, (std::vector<std::uint64_t>{100, 10 + 100, 20 + 100, 30 + 100}));
  EXPECT_EQ(machine.memory.counters().bank_wait_cycles, 10 + 20 + 30);
}

/// The same costs with caches: L1 (load) 7, L2 12, L3 30, another core's 60; an L2 of two lines.
MemoryConfig with_caches_of_a_few_lines() {
  MemoryConfig config = SmallMachine::memory_config();
  config.caches = true;
  config.l1_bytes = kLineBytes;
  config.l1_ways = 1;
  config.l2_bytes = 2 * kLineBytes;
  config.l2_ways = 2;
  config.l2_cycles = 12;
  config.l3_cycles = 30;
  config.other_core_cycles = 60;
  return config;
}

TEST(HptMemoryTest, ReadTakesTheLatencyOfTheNearestCacheThatHoldsTheLine) {
  SmallMachine machine(Stepping::kRunAhead, SmallMachine::config(with_caches_of_a_few_lines()));
  std::vector<std::uint64_t> took;
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    const auto timed = [&](auto operation) {
      const Cycles began = time.now();
      operation();
      took.push_back((time.now() - began).value());
    };
    const auto load = [&](std::uint64_t line) {
      timed([&] { port.load(first_slot(PtegIndex(line)), HpteDword::k0); });
    };
    load(0);                                        // memory
    load(0);                                        // L1
    timed([&] { port.fetch_pteg(PtegIndex(0)); });  // a walk goes by the L2
    load(1);
    load(2);                                          // 0 has left the L2
    load(0);                                          // L3
    timed([&] { port.load_guest_r(HpteIndex(0)); });  // the reverse map has lines of its own
    timed([&] { port.load_guest_r(HpteIndex(15)); });
  });
  sc_core::sc_start();
  EXPECT_EQ(took, (std::vector<std::uint64_t>{100, 7, 12, 100, 100, 30, 100, 7}));
  // L1, L2, L3, other L2 (shared, modified), other L3 (shared, modified), memory.
  EXPECT_EQ(machine.memory.reads_from(), (LineSourceCounts{2, 1, 1, 0, 0, 0, 0, 4}));
}

TEST(HptMemoryTest, AtomicWaitsForItsLineFromBeyondTheL2) {
  SmallMachine machine(Stepping::kRunAhead, SmallMachine::config(with_caches_of_a_few_lines()));
  std::vector<std::uint64_t> at;
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.store_conditional(kFirst, 0, 1);
    at.push_back(time.now().value());
    port.store_conditional(kFirst, 1, 2);
    at.push_back(time.now().value());
  });
  sc_core::sc_start();
  EXPECT_EQ(at, (std::vector<std::uint64_t>{20 + 100, 120 + 20}));
}

TEST(HptMemoryTest, StoreOfAnotherCoreTakesTheLineAway) {
  SmallMachine machine(Stepping::kRunAhead, SmallMachine::config(with_caches_of_a_few_lines()));
  std::uint64_t took = 0;
  Agent reader("reader", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.load(kFirst, HpteDword::k0);
    time.advance(Cycles(900));
    port.load(kFirst, HpteDword::k0);
    took = time.now().value() - 1000;
  });
  Agent writer("writer", 1, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(500));
    port.store(kFirst, HpteDword::k0, 1);
  });
  sc_core::sc_start();
  EXPECT_EQ(took, 60);
  const LineSourceCounts& from = machine.memory.reads_from();
  EXPECT_EQ(from[static_cast<std::size_t>(LineSource::other_l2_shared)] +
                from[static_cast<std::size_t>(LineSource::other_l2_modified)],
            1);
}

TEST(HptMemoryTest, LineFromACacheDoesNotWaitForABank) {
  SmallMachine machine(Stepping::kRunAhead, SmallMachine::config(with_caches_of_a_few_lines()));
  std::uint64_t took = 0;
  Agent other("other", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(1000));
    port.fetch_pteg(pteg_of(kSameBank));
  });
  Agent agent("agent", 1, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.fetch_pteg(pteg_of(kFirst));
    time.advance(Cycles(900));
    port.fetch_pteg(pteg_of(kFirst));
    took = time.now().value() - 1000;
  });
  sc_core::sc_start();
  EXPECT_EQ(took, 12);
  EXPECT_EQ(machine.memory.counters().bank_wait_cycles, 0);
}

TEST(HptMemoryTest, ClearedPageRecordKeepsTheOtherBits) {
  SmallMachine machine;
  const GuestReal page(0x5000);
  Agent agent("agent", 0, machine, [&](TimedHptPort& port, LocalTime&) {
    port.merge_page_rc(page, hpte_r::kRc);
    port.clear_page_rc(page, hpte_r::kChanged);
  });
  sc_core::sc_start();
  EXPECT_EQ(machine.memory.image().page_rc(page), hpte_r::kReferenced);
}

TEST(HptMemoryTest, SharedStateChangesInTheMiddleOfACycle) {
  SmallMachine machine;
  bool changed = false;
  std::vector<bool> seen;
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    port.barrier(BarrierPoint::publish_eieio);  // 30 cycles
    port.change_shared([&] { changed = true; });
    EXPECT_EQ(time.now(), Cycles(31));
  });
  Agent reader("reader", 1, machine, [&](TimedHptPort&, LocalTime& time) {
    time.advance(Cycles(30));
    seen.push_back(changed);
    time.advance(Cycles(1));
    seen.push_back(changed);
  });
  sc_core::sc_start();
  EXPECT_EQ(seen, (std::vector{false, true}));
}

// Two agents with unequal rhythms on one entry. By hand, with every wait for the bank (busy for 3):
//   store 1 at 0, ends 5          load at 1, waits until 3, ends 10, sees store 1
//   store 2 at 5, waits until 6, ends 11       load at 10, ends 17, sees store 2
//   store 3 at 11, waits until 13, ends 18     load at 17, ends 24, sees store 3
//   store 4 at 18, waits until 20, ends 25
void expect_history_by_hand(Stepping stepping) {
  SmallMachine machine(stepping);
  std::vector<std::uint64_t> seen;
  std::vector<std::uint64_t> stored;
  Agent writer("writer", 0, machine, [&](TimedHptPort& port, LocalTime& time) {
    for (std::uint64_t i = 1; i <= 4; ++i) {
      port.store(kFirst, HpteDword::k0, i);
      stored.push_back(time.now().value());
    }
  });
  Agent reader("reader", 1, machine, [&](TimedHptPort& port, LocalTime& time) {
    time.advance(Cycles(1));
    for (int i = 0; i < 3; ++i) seen.push_back(port.load(kFirst, HpteDword::k0));
  });
  sc_core::sc_start();
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_EQ(stored, (std::vector<std::uint64_t>{5, 11, 18, 25}));
}

TEST(HptMemoryTest, SteppedAgentsMeetAsComputedByHand) {
  expect_history_by_hand(Stepping::kStepped);
}

TEST(HptMemoryTest, RunAheadAgentsMeetAsComputedByHand) {
  expect_history_by_hand(Stepping::kRunAhead);
}

}  // namespace
}  // namespace htabsim
