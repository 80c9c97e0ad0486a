// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/guest/guest_thread.h"
#include "htabsim/model/guest/replay_report.h"
#include "tests/tlm/host/guest_platform.h"

// Two guests on one host, in the times of round_numbers(). Both have a page 5 of the same VSID, in
// memory of their own.

namespace htabsim {
namespace {

constexpr std::uint64_t kAccess = 1;
constexpr std::uint64_t kWalk = 20 + 100;
constexpr std::uint64_t kErat = 12;
constexpr std::uint64_t kHostMemory[] = {0x1000'0000, 0x5000'0000};

class TwoGuests {
 public:
  /// Each guest has one processor, which runs these events after it has loaded segment 1.
  TwoGuests(std::vector<GuestEvent> first, std::vector<GuestEvent> second, const Config& config)
      : sim_(config) {
    std::vector<MachineSetup> guests;
    guests.push_back(guest(std::move(first), 0));
    guests.push_back(guest(std::move(second), 1));
    platform_ = std::make_unique<Platform>("platform", sim_, std::move(guests), Job::kRun);
    EXPECT_EQ(platform_->simulate(), SimulationEnd::kFinished);
  }

  Host& host() { return platform_->source(); }
  const GuestCpu& cpu(std::size_t guest) { return host().guest(guest).cpus().front(); }
  /// Besides the SLB write.
  Cycles time(std::size_t guest) { return cpu(guest).stopped_at() - Cycles(kSlbWrite); }

 private:
  MachineSetup guest(std::vector<GuestEvent> events, std::size_t number) {
    events.insert(events.begin(), SlbWrite{encode_segment(kSegment), kBase.value() | 0x0800'0000});
    sources_.push_back(std::make_unique<ListedEvents>(std::move(events)));
    Partition partition;
    partition.slots.add({GuestReal(0), 0x2000'0000, HostReal(kHostMemory[number]), 24, true});
    HptImage image = six_pages();
    for (std::uint64_t page_number = 2; page_number < 8; ++page_number) {
      const HpteIndex index = slot_of(image, page_number);
      const std::uint64_t r = image.load(index, HpteDword::k1);
      image.set_guest_r(index, r);
      image.store(index, HpteDword::k1, r + kHostMemory[number]);
    }
    MachineSetup setup{std::move(image), std::move(partition), {}};
    setup.vcpus.push_back({RecordedWork{sources_.back().get()}, {}});
    return setup;
  }

  Sim sim_;
  std::vector<std::unique_ptr<ListedEvents>> sources_;
  std::unique_ptr<Platform> platform_;
};

Config sharing_a_core(std::uint64_t walkers = 2) {
  Config config = round_numbers();
  config.cpu.threads_per_core = 2;
  config.cpu.guest_placement = GuestPlacement::in_turn;
  config.mmu.walkers = walkers;
  return config;
}

/// A load that must get to the guest's own memory.
GuestEvent load_at(std::uint64_t number) {
  return MemoryAccess{GuestAccessKind::kLoad, GuestMode::kUser,       4, Ea(0),
                      kBase + (number << 12), GuestReal(number << 12)};
}
TEST(TwoGuestsTest, EachGetsToItsOwnMemoryThroughOneTlbH10) {
  TwoGuests machine({load_at(5)}, {load_at(5)}, sharing_a_core());
  for (const std::size_t guest : {0, 1}) {
    const auto& counters = machine.cpu(guest).work().report()->counters;
    EXPECT_EQ(counters.addresses_checked, 1U);
    EXPECT_EQ(counters.differences(), 0U) << guest;
    EXPECT_EQ(machine.cpu(guest).counters().tlb_misses, 1U) << "the other's entry is no hit";
  }
  EXPECT_EQ(machine.host().cores().size(), 1U);
  EXPECT_EQ(machine.host().cores().front().walkers.counters().merged, 0U) << "nor is its walk";
}

// Both look into the TLB in one cycle, in turn, and ask for a walk in it.
TEST(TwoGuestsTest, OneWalkerServesBothInTurn) {
  TwoGuests two({load(5)}, {load(5)}, sharing_a_core(1));
  const auto& walkers = two.host().cores().front().walkers.counters();
  EXPECT_EQ(walkers.walks, 2U);
  EXPECT_EQ(walkers.walker_waits, 1U);
  EXPECT_EQ(walkers.waited_cycles, kWalk);
  EXPECT_EQ(two.time(1) - two.time(0), Cycles(kWalk));
}

TEST(TwoGuestsTest, ApartEachHasItsWalker) {
  Config config = sharing_a_core(1);
  config.cpu.guest_placement = GuestPlacement::apart;
  // Lines of page 5 and page 4 are in different banks.
  TwoGuests two({load(5)}, {load(4)}, config);
  EXPECT_EQ(two.host().cores().size(), 2U);
  for (const std::size_t guest : {0, 1}) EXPECT_EQ(two.time(guest), Cycles(kAccess + kWalk));
}

// H_REMOVE of the first guest's page 5, while the second has its own in TLB and ERAT.
TEST(TwoGuestsTest, TlbieOfOneLeavesTheOthersEntryH6) {
  Config config = sharing_a_core();
  config.mmu.derat_entries = 1;  // so that it must ask the TLB again
  std::vector<GuestEvent> first = idle(1000);
  first.push_back(hcall(HcallToken::kRemove, 0, slot_of(six_pages(), 5)));
  std::vector<GuestEvent> second{load(5), load(4)};
  const auto meanwhile = idle(6000);
  second.insert(second.end(), meanwhile.begin(), meanwhile.end());
  second.push_back(load(5));
  TwoGuests two(std::move(first), std::move(second), config);
  const GuestCpu& cpu = two.cpu(1);
  EXPECT_EQ(cpu.counters().tlb_misses, 2U);
  EXPECT_EQ(cpu.counters().tlb_hits, 1U) << "page 5 again";
  EXPECT_FALSE(any(two.host().guest(0).image().load(slot_of(six_pages(), 5), HpteDword::k0),
                   hpte_v::kValid));
  EXPECT_TRUE(any(two.host().guest(1).image().load(slot_of(six_pages(), 5), HpteDword::k0),
                  hpte_v::kValid));
}

// The only processor of a guest invalidates locally (facts H9); a commit's is as far as that.
TEST(TwoGuestsTest, CommitOfOneDoesNotHoldTheOther) {
  constexpr std::uint64_t kIdles = 3000;
  Config config = sharing_a_core();
  config.hypervisor.clear_line_cycles = 0;
  TwoGuests two({hcall(HcallToken::kResizeHptPrepare, 0, HpteIndex(18)),
                 hcall(HcallToken::kResizeHptCommit, 0, HpteIndex(18))},
                idle(kIdles), config);
  EXPECT_EQ(two.host().memory().switches(Lpid{0}), 1U);
  EXPECT_EQ(two.host().memory().switches(Lpid{1}), 0U);
  EXPECT_EQ(two.time(1), Cycles(kIdles));
}

}  // namespace
}  // namespace htabsim
