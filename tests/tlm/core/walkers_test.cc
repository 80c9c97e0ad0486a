// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/walkers.h"

#include <deque>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/tlm/core/one_walk.h"
#include "tests/tlm/memory/agents.h"

namespace htabsim {
namespace {

// A walk costs 20 before its fetches; a line 100, the store of R or C 5 (SmallMachine).
constexpr std::uint64_t kOverhead = 20;
constexpr Segment kSegment{.vsid = Vsid(0x123), .size = SegmentSize::segment_256m};
constexpr VirtualAddress kPage{SegmentSize::segment_256m, Vsid(0x123), 0x5000};

Config walk_config(std::uint64_t walkers, std::uint64_t overhead, RcUpdate update) {
  Config config = SmallMachine::config();
  config.mmu.walkers = walkers;
  config.mmu.walk_overhead_cycles = overhead;
  config.mmu.rc_update = update;
  return config;
}

/// A machine whose table holds kPage in one of its two groups.
struct WalkMachine : SmallMachine {
  explicit WalkMachine(HashKind kind, std::uint64_t rc, RcUpdate update = RcUpdate::byte_store)
      : SmallMachine(Stepping::kRunAhead, walk_config(2, kOverhead, update)),
        tlb("tlb", sim, 1),
        walkers("walkers", sim, "walkers 0", tlb,
                {{{InitiatorId(1), CoreId(0)}, "a walk of processor 0", table}}),
        writer("writer", 0, *this, [kind, rc](TimedHptPort& port, LocalTime&) {
          const std::uint64_t h = kind == HashKind::kSecondary ? hpte_v::kSecondary : 0;
          const auto group = port.geometry().pteg(page_hash(kPage, PageSize::page_4k, kind));
          port.store(first_slot(group), HpteDword::k1, 0x7000 | rc | 2);
          port.store(first_slot(group), HpteDword::k0,
                     avpn_field(kPage, PageSize::page_4k) | h | hpte_v::kValid);
        }) {
    bind_masters(walkers);
  }

  Cycles walk_time(AccessKind kind) {
    OneWalk requester("requester", sim, walkers, Cycles(1000), {kPage, kSegment, kind, false, {}});
    sc_core::sc_start();
    status = requester.answer().result.status;
    return requester.took;
  }

  SharedTlb tlb;
  Walkers walkers;
  Agent writer;
  WalkStatus status = WalkStatus::kNotFound;
};

TEST(WalkersTest, UnloadedPrimaryWalkIsOverheadAndOneLine) {
  WalkMachine machine(HashKind::kPrimary, hpte_r::kRc);
  EXPECT_EQ(machine.walk_time(AccessKind::kLoad), Cycles(kOverhead + 100));
  EXPECT_EQ(machine.status, WalkStatus::kFound);
}

TEST(WalkersTest, UnloadedSecondaryWalkIsOverheadAndTwoLines) {
  WalkMachine machine(HashKind::kSecondary, hpte_r::kRc);
  EXPECT_EQ(machine.walk_time(AccessKind::kLoad), Cycles(kOverhead + 2 * 100));
  EXPECT_EQ(machine.status, WalkStatus::kFound);
}

TEST(WalkersTest, WalkThatSetsRAddsOneByteStore) {  // facts F1
  WalkMachine machine(HashKind::kPrimary, hpte_r::kChanged);
  EXPECT_EQ(machine.walk_time(AccessKind::kLoad), Cycles(kOverhead + 100 + 5));
  EXPECT_EQ(machine.memory.counters().rc_byte_writes, 1);
}

TEST(WalkersTest, WalkThatSetsRAndCAddsTwoByteStores) {  // facts F1
  WalkMachine machine(HashKind::kPrimary, 0);
  EXPECT_EQ(machine.walk_time(AccessKind::kStore), Cycles(kOverhead + 100 + 2 * 5));
  EXPECT_EQ(machine.memory.counters().rc_byte_writes, 2);
}

TEST(WalkersTest, FailedWalkLooksAtBothGroups) {
  WalkMachine machine(HashKind::kPrimary, hpte_r::kRc);
  OneWalk requester(
      "other", machine.sim, machine.walkers, Cycles(1000),
      {{SegmentSize::segment_256m, Vsid(0x123), 0x9000}, kSegment, AccessKind::kLoad, false, {}});
  sc_core::sc_start();
  EXPECT_EQ(requester.took, Cycles(kOverhead + 2 * 100));
  EXPECT_EQ(requester.answer().result.status, WalkStatus::kNotFound);
}

/// A walk that finds R unset, in an entry that becomes invalid between match and store.
struct OvertakenWalk : WalkMachine {
  explicit OvertakenWalk(RcUpdate update) : WalkMachine(HashKind::kPrimary, 0, update) {}

  Cycles walk_time_of_load() {
    Agent remover("remover", 2, *this, [](TimedHptPort& port, LocalTime& time) {
      time.advance(Cycles(1050));
      const auto group =
          port.geometry().pteg(page_hash(kPage, PageSize::page_4k, HashKind::kPrimary));
      port.store(first_slot(group), HpteDword::k0, 0);
    });
    return walk_time(AccessKind::kLoad);
  }
};

TEST(WalkersTest, ByteStoreGoesIntoWhateverTheEntryIsByThen) {  // facts F1
  OvertakenWalk machine(RcUpdate::byte_store);
  EXPECT_EQ(machine.walk_time_of_load(), Cycles(kOverhead + 100 + 5));
  EXPECT_EQ(machine.status, WalkStatus::kFound);
  EXPECT_EQ(machine.memory.counters().rc_writes_to_changed_entry, 1);
}

TEST(WalkersTest, CheckedUpdateOfAChangedEntryBeginsTheWalkAgain) {
  OvertakenWalk machine(RcUpdate::checked);
  // The second walk finds nothing in either group.
  EXPECT_EQ(machine.walk_time_of_load(), Cycles(kOverhead + 100 + 5 + 2 * 100));
  EXPECT_EQ(machine.status, WalkStatus::kNotFound);
}

/// Requesters 0, 1, 2 ... of one core, each asking at cycle 1000 for a page that nobody has
/// entered.
struct SharedWalkers : SmallMachine {
  SharedWalkers(std::uint64_t count, std::vector<std::uint64_t> pages,
                std::uint64_t overhead = kOverhead)
      : SmallMachine(Stepping::kRunAhead, walk_config(count, overhead, RcUpdate::byte_store)),
        tlb("tlb", sim, 1),
        walkers("walkers", sim, "walkers 0", tlb, walks(pages.size(), table)) {
    bind_masters(walkers);
    // In descending order, so that the kernel runs the last one's process first.
    for (std::size_t i = pages.size(); i-- > 0;) {
      requesters.emplace_front(("requester" + std::to_string(i)).c_str(), sim, walkers,
                               Cycles(1000),
                               WalkRequest{{SegmentSize::segment_256m, Vsid(0x123), pages[i] << 12},
                                           kSegment,
                                           AccessKind::kLoad,
                                           false,
                                           {}},
                               i);
    }
  }

  static std::vector<WalkRequester> walks(std::size_t count, HptImage& table) {
    std::vector<WalkRequester> all;
    for (std::size_t i = 0; i < count; ++i) {
      all.push_back({{InitiatorId(static_cast<std::uint16_t>(i)), CoreId(0)}, "a walk", table});
    }
    return all;
  }

  std::vector<Cycles> answers() {
    sc_core::sc_start();
    std::vector<Cycles> took;
    for (const OneWalk& requester : requesters) took.push_back(requester.took);
    return took;
  }

  SharedTlb tlb;
  Walkers walkers;
  std::deque<OneWalk> requesters;
};

// VSID 0x123 ^ page is odd for an even page and even for an odd one, in the other group the other
// way round, so pages 5 and 4, 7 and 6 never meet at one of the two banks.
constexpr Cycles kFailedWalk{kOverhead + 2 * 100};

TEST(WalkersTest, WalksPerCycleAtSaturationAreWalkersByLatency) {
  SharedWalkers machine(2, {5, 4, 7, 6});
  EXPECT_EQ(machine.answers(),
            (std::vector{kFailedWalk, kFailedWalk, kFailedWalk * 2, kFailedWalk * 2}));
  EXPECT_EQ(machine.walkers.counters().walks, 4);
  EXPECT_EQ(machine.walkers.counters().walk_cycles, 4 * kFailedWalk.value());
  EXPECT_EQ(machine.walkers.counters().walker_waits, 2);
  EXPECT_EQ(machine.walkers.counters().waited_cycles, 2 * kFailedWalk.value());
}

TEST(WalkersTest, WalkerThatIsHandedOnBeginsAnewACycleLaterAtTheSoonest) {
  SharedWalkers machine(1, {5, 4}, 0);
  // Ordering requests takes a cycle where nothing else is to be done before the two fetches.
  constexpr Cycles kWalk{1 + 2 * 100};
  EXPECT_EQ(machine.answers(), (std::vector{kWalk, kWalk * 2}));
}

TEST(WalkersTest, SingleWalkerTakesRequestsOfACycleByTheirNumber) {
  SharedWalkers machine(1, {5, 4, 7});
  EXPECT_EQ(machine.answers(), (std::vector{kFailedWalk, kFailedWalk * 2, kFailedWalk * 3}));
}

TEST(WalkersTest, EqualRequestsAreOneWalkWithOneAnswer) {
  SharedWalkers machine(1, {5, 5, 4});
  EXPECT_EQ(machine.answers(), (std::vector{kFailedWalk, kFailedWalk, kFailedWalk * 2}));
  EXPECT_EQ(machine.walkers.counters().walks, 2);
  EXPECT_EQ(machine.walkers.counters().merged, 1);
  EXPECT_EQ(machine.requesters[0].answer().walked, kFailedWalk);
  EXPECT_EQ(machine.requesters[1].answer().walked, Cycles(0)) << "it was the first one's walk";
  EXPECT_EQ(machine.requesters[2].answer().walked, kFailedWalk);
}

TEST(WalkersTest, RequestThatWaitedJoinsTheWalkOfItsPageThatBeganMeanwhile) {
  SharedWalkers machine(1, {5, 4, 4});
  EXPECT_EQ(machine.answers(), (std::vector{kFailedWalk, kFailedWalk * 2, kFailedWalk * 2}));
  EXPECT_EQ(machine.walkers.counters().walks, 2);
}

TEST(WalkersTest, WaitForWalksCoversAllWalkersButNotThoseThatBeginLater) {  // facts H7
  SharedWalkers machine(2, {5, 4, 7});
  Cycles until;
  Agent fabric("fabric_agent", 3, machine, [&](TimedHptPort&, LocalTime& time) {
    time.advance(Cycles(1010));
    time.synchronise();
    machine.walkers.wait_for_walks_before(Cycles(1001));
    until = machine.sim.clock.now();
  });
  machine.answers();
  EXPECT_EQ(until, Cycles(1000) + kFailedWalk);
}

// The table has page 5, without R and C. Both requests are for a load of it.
TEST(WalkersTest, RequestThatJoinedAWalkHasSetNeitherRNorC) {
  SharedWalkers machine(2, {5, 5});
  Agent writer("writer", 3, machine, [](TimedHptPort& port, LocalTime&) {
    const auto group =
        port.geometry().pteg(page_hash(kPage, PageSize::page_4k, HashKind::kPrimary));
    port.store(first_slot(group), HpteDword::k1, 0x7000 | 2);
    port.store(first_slot(group), HpteDword::k0,
               avpn_field(kPage, PageSize::page_4k) | hpte_v::kValid);
  });
  constexpr Cycles kWalkThatSetsR{kOverhead + 100 + 5};
  EXPECT_EQ(machine.answers(), (std::vector{kWalkThatSetsR, kWalkThatSetsR}));
  EXPECT_EQ(machine.walkers.counters().merged, 1);
  EXPECT_EQ(machine.memory.counters().rc_byte_writes, 1);
  EXPECT_EQ(machine.requesters[0].answer().result.rc_set, hpte_r::kReferenced);
  EXPECT_EQ(machine.requesters[1].answer().result.status, WalkStatus::kFound);
  EXPECT_EQ(machine.requesters[1].answer().result.rc_set, 0) << "it was the first one's walk";
}

}  // namespace
}  // namespace htabsim
