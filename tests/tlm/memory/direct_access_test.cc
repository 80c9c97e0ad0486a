// SPDX-License-Identifier: Apache-2.0
//
// Direct access to the memory has the time, the counters and the events of transactions.
#include <random>

#include <gtest/gtest.h>

#include "htabsim/tlm/memory/direct_loads.h"
#include "tests/tlm/memory/agents.h"

namespace htabsim {
namespace {

/// Few lines, so that they come and go.
MemoryConfig small_caches() {
  MemoryConfig memory = SmallMachine::memory_config();
  memory.caches = true;
  memory.l1_bytes = 4 * kLineBytes;
  memory.l1_ways = 2;
  memory.l2_bytes = 8 * kLineBytes;
  memory.l2_ways = 2;
  memory.l3_bytes = 16 * kLineBytes;
  memory.l3_ways = 2;
  return memory;
}

/// A memory with a table of its own, and one of its masters.
struct Side {
  Side(const char* name, const Sim& sim) : image(HptGeometry(18)), memory(name, sim, {table}, 2) {
    by.initiator = {InitiatorId(3), CoreId(1)};
    memory.follow(by.initiator.id);
  }

  HptImage image;
  GuestTable table{image};
  HptMemory memory;
  HptExtension by;
};

/// As Way, each load by itself.
HptDirect::Scanned scan_one_by_one(Side& side, HptDirect::Way way, Cycles cycle, HpteIndex to) {
  DirectLoads loads{side.memory, side.by, cycle};
  for (; way.at < to; ++way.at) {
    const EntryScan::Look look = way.scan.look(loads, way.at);
    if (look.stops) return {way.at, look, loads.cycle};
    loads.cycle += way.each;
  }
  return {way.at, {}, loads.cycle};
}

class DirectScan : public testing::TestWithParam<bool> {
 protected:
  static Config config() {
    MemoryConfig memory = small_caches();
    memory.caches = GetParam();
    return SmallMachine::config(memory);
  }
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  EntryScan any_scan() {
    using enum EntryScan::HardwareRc;
    switch (below(3)) {
      case 0:
        return EntryScan::for_dirty(kNoticed);
      case 1:
        return EntryScan::for_dirty_or_valid(kNoticed, EntryScan::kGuestValid);
      default:
        return EntryScan::for_valid();
    }
  }
  void change_an_entry() {
    const HpteIndex index(below(kEntries));
    const std::uint64_t dword0 = below(2) == 0 ? 0 : hpte_v::kValid;
    const std::uint64_t r = below(4) == 0 ? hpte_r::kReferenced : 0;
    const std::uint64_t guest_r = below(4) == 0 ? hpte_r::kModified : 0;
    for (HptImage* image : {&one_.image, &other_.image}) {
      image->store(index, HpteDword::k0, dword0);
      image->store(index, HpteDword::k1, r);
      image->set_guest_r(index, guest_r);
    }
  }

  static constexpr std::uint64_t kEntries = 512;
  Sim sim_{config()};
  Side one_{"one", sim_};
  Side other_{"other", sim_};
  std::mt19937_64 random_{7};  // NOLINT: the same every time
};

TEST_P(DirectScan, IsItsLoadsOneByOne) {
  Cycles cycle;
  std::uint64_t stops = 0;
  for (int i = 0; i < 2'000; ++i) {
    if (i % 4 == 0) change_an_entry();
    const HpteIndex at(below(kEntries));
    const HptDirect::Way way{any_scan(), at, at + below(60), Cycles(below(3))};
    const auto scanned = one_.memory.scan(one_.by, way, cycle, cycle + Cycles(below(20'000)));
    const auto expected =
        scan_one_by_one(other_, way, cycle, scanned.look.stops ? scanned.at + 1 : scanned.at);
    ASSERT_EQ(scanned.at, expected.at);
    ASSERT_EQ(scanned.look.stops, expected.look.stops);
    ASSERT_EQ(scanned.look.guest_r, expected.look.stops ? expected.look.guest_r : 0);
    ASSERT_EQ(scanned.answered, expected.answered);
    ASSERT_EQ(one_.memory.followed_at(), other_.memory.followed_at());
    ASSERT_EQ(one_.memory.events()->value(), other_.memory.events()->value());
    ASSERT_EQ(one_.memory.reads_from(), other_.memory.reads_from());
    cycle = scanned.answered + Cycles(below(50));
    stops += scanned.look.stops ? 1 : 0;
  }
  EXPECT_EQ(one_.memory.counters().word_reads, other_.memory.counters().word_reads);
  EXPECT_EQ(one_.memory.counters().bank_wait_cycles, other_.memory.counters().bank_wait_cycles);
  EXPECT_GT(stops, 100U);
}

// An entry's loads can be three, of 7 cycles each at least: where there is a cycle less, none is
// looked at.
TEST_P(DirectScan, LooksAtNoEntryWhoseLoadsCouldTakeEffectTooLate) {
  const HptDirect::Way way{EntryScan::for_dirty(EntryScan::HardwareRc::kNoticed), HpteIndex(0),
                           HpteIndex(8), Cycles(0)};
  const auto none = one_.memory.scan(one_.by, way, Cycles(5), Cycles(5 + 3 * 7 - 1));
  EXPECT_EQ(none.at, HpteIndex(0));
  EXPECT_EQ(none.answered, Cycles(5));
  EXPECT_EQ(one_.memory.counters().word_reads, 0U);
  for (std::uint64_t window = 1; window < 2'000; ++window) {
    const auto some = one_.memory.scan(one_.by, way, Cycles(5), Cycles(5 + window));
    if (some.at != way.at) {
      EXPECT_LE(some.answered - Cycles(5), Cycles(window));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Caches, DirectScan, testing::Bool());

// One line that is not there and one that is, by hand: 100 + 7.
TEST(DirectAccessTest, LoadHasTheTimeOfATransaction) {
  Sim sim(SmallMachine::config(small_caches()));
  Side side("memory", sim);
  const std::uint64_t address = hpt_address::of_dword(HpteIndex(3), HpteDword::k1);
  side.image.store(HpteIndex(3), HpteDword::k1, 0x1234);
  const auto far = side.memory.load(side.by, address, Cycles(10));
  EXPECT_EQ(far.value, 0x1234);
  EXPECT_EQ(far.source, LineSource::memory);
  EXPECT_EQ(far.answered, Cycles(10 + 100));
  const auto near = side.memory.load(side.by, address, Cycles(200));
  EXPECT_EQ(near.source, LineSource::l1);
  EXPECT_EQ(near.answered, Cycles(200 + 7));
}

}  // namespace
}  // namespace htabsim
