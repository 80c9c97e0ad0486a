// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/time_sliced_work.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/tlm/host/guest_platform.h"

namespace htabsim {
namespace {

/// A trace that is at hand as a whole.
class ListedAccesses final : public PlainAccessSource {
 public:
  explicit ListedAccesses(std::vector<PlainAccess> accesses) : accesses_(std::move(accesses)) {}
  std::span<const PlainAccess> next_batch() override {
    if (std::exchange(given_, true)) return {};
    return accesses_;
  }

 private:
  std::vector<PlainAccess> accesses_;
  bool given_ = false;
};

constexpr unsigned kInterrupt = 60;
constexpr unsigned kHandler = 40;
constexpr unsigned kSwitch = 100;
constexpr unsigned kWholeWalk = 20 + 100;
/// An access whose segment is not in the SLB: a try, the interrupt, and what the second try takes
/// beside its cycle.
constexpr unsigned segment_missed(unsigned then) {
  return 1 + (kInterrupt + kHandler + kSlbWrite) + 1 + then;
}

Config sliced() {
  Config config = round_numbers();
  config.cpu.interrupt_cycles = kInterrupt;
  return config;
}

/// Programs whose first segment has pages 2 to 7 in the table, all with R and C.
constexpr std::uint64_t kVsidOne = 0x123;
constexpr std::uint64_t kVsidOther = 0x200;

GuestOsConfig program_with(std::uint64_t vsid, SlbPreloading preload) {
  GuestOsConfig os;
  os.segment_size = SegmentSize::segment_256m;
  os.vsid_allocation = VsidAllocation::linear;
  os.address_space = vsid - 1;
  os.address_spaces = 0x1000;
  os.segment_handler = Cycles(kHandler);
  os.context_switch = Cycles(kSwitch);
  os.slb_preload = preload;
  os.memory = {GuestReal(0x100'0000), 0x10'0000};
  return os;
}

HptImage two_programs_pages() {
  HptImage image = six_pages();
  for (std::uint64_t number = 2; number < 8; ++number) {
    const VirtualAddress va{SegmentSize::segment_256m, Vsid(kVsidOther), number << 12};
    const auto hash = page_hash(va, PageSize::page_4k, HashKind::kPrimary);
    const HpteIndex index = first_slot(image.geometry().pteg(hash));
    image.store(index, HpteDword::k0, avpn_field(va, PageSize::page_4k) | hpte_v::kValid);
    image.store(index, HpteDword::k1, number << 12 | hpte_r::kRc | 2);
  }
  return image;
}

/// Threads that each load pages of their program on one processor.
class SlicedPlatform {
 public:
  struct Program {
    std::uint64_t vsid = 0;
    std::vector<std::uint64_t> pages;
  };

  SlicedPlatform(const std::vector<Program>& programs, Cycles slice, const Config& config,
                 SlbPreloading preload = SlbPreloading::off)
      : sim(config) {
    Partition partition;
    partition.slots.add({GuestReal(0), 0x2000'0000, HostReal(0), 24, true});
    ProgramThreads work{.threads = {}, .slice = slice};
    for (const Program& program : programs) {
      std::vector<PlainAccess> loads;
      for (const std::uint64_t number : program.pages) {
        loads.push_back({.kind = PlainAccessKind::kLoad, .size = 4, .ea = kBase + (number << 12)});
      }
      sources.emplace_back(std::move(loads));
      const GuestOsConfig os = program_with(program.vsid, preload);
      auto& process = processes[program.vsid == kVsidOne ? 0 : 1];
      if (!process) process = std::make_shared<GuestProgram>(os);
      work.threads.push_back({ProgramWork{&sources.back(), os, process}, sources.size() - 1});
    }
    platform = std::make_unique<Platform>(
        "platform", sim,
        MachineSetup{two_programs_pages(), std::move(partition), {{std::move(work), {}}}},
        Job::kRun);
  }

  Cycles time() {
    EXPECT_EQ(platform->simulate(), SimulationEnd::kFinished);
    return cpu().stopped_at();
  }
  [[nodiscard]] const GuestCpu& cpu() const { return platform->source().guest().cpus().front(); }
  [[nodiscard]] ThreadShare thread(std::size_t number) const {
    return cpu().work().threads().at(number);
  }

  Sim sim;
  std::deque<ListedAccesses> sources;
  std::shared_ptr<GuestProgram> processes[2];
  std::unique_ptr<Platform> platform;
};

std::vector<std::uint64_t> loads_of_page_2(std::size_t count) {
  return std::vector<std::uint64_t>(count, 2);
}

constexpr Cycles kLongSlice{1'000'000};

TEST(TimeSlicedWorkTest, ASwitchToAnotherProgramCostsItsPartsAndTheSlbAnew) {
  SlicedPlatform machine({{kVsidOne, loads_of_page_2(10)}, {kVsidOther, loads_of_page_2(10)}},
                         kLongSlice, sliced());
  // The first one's trace ends. One segment goes by slbie.
  constexpr unsigned kThread = segment_missed(kWholeWalk) + 9;
  constexpr unsigned kBetween = kInterrupt + kSwitch + kSlbWrite;
  EXPECT_EQ(machine.time(), Cycles(kThread + kBetween + kThread));
  EXPECT_EQ(machine.thread(0).cycles, kThread);
  EXPECT_EQ(machine.thread(0).switches, 0);
  EXPECT_EQ(machine.thread(1).cycles, kBetween + kThread);
  EXPECT_EQ(machine.thread(1).switches, 1);
  EXPECT_EQ(machine.cpu().counters().accesses(), 20);
  EXPECT_EQ(machine.cpu().work().os_counters()->segment_faults, 2);
}

TEST(TimeSlicedWorkTest, ASwitchWithinAProgramLeavesSlbAndErat) {
  SlicedPlatform machine({{kVsidOne, loads_of_page_2(10)}, {kVsidOne, loads_of_page_2(10)}},
                         kLongSlice, sliced());
  EXPECT_EQ(machine.time(), Cycles(segment_missed(kWholeWalk) + 9 + kInterrupt + kSwitch + 10));
  EXPECT_EQ(machine.cpu().work().os_counters()->segment_faults, 1);
}

TEST(TimeSlicedWorkTest, EachHasItsSliceInTurn) {
  constexpr unsigned kSlice = 1000;
  constexpr unsigned kReload = 12;
  constexpr unsigned kBetween = kInterrupt + kSwitch + kSlbWrite;
  // Two slices each: what the first load does not need is a load a cycle.
  constexpr std::size_t kFirst = 1 + kSlice - segment_missed(kWholeWalk);
  constexpr std::size_t kSecond = 1 + kSlice - segment_missed(kReload);
  SlicedPlatform machine({{kVsidOne, loads_of_page_2(kFirst + kSecond)},
                          {kVsidOther, loads_of_page_2(kFirst + kSecond)}},
                         Cycles(kSlice), sliced());
  EXPECT_EQ(machine.time(), Cycles(4 * kSlice + 3 * kBetween));
  EXPECT_EQ(machine.thread(0).switches, 1);
  EXPECT_EQ(machine.thread(1).switches, 2);
  EXPECT_EQ(machine.thread(0).cycles, 2 * kSlice + kBetween);
  EXPECT_EQ(machine.thread(1).cycles, 2 * (kSlice + kBetween));
  EXPECT_EQ(machine.cpu().work().os_counters()->segment_faults, 4);
}

TEST(TimeSlicedWorkTest, APreloadedSegmentIsAnSlbWriteInPlaceOfAnInterruptB12) {
  constexpr unsigned kSlice = 1000;
  constexpr unsigned kReload = 12;
  constexpr unsigned kBetween = kInterrupt + kSwitch + kSlbWrite;
  constexpr std::size_t kFirst = 1 + kSlice - segment_missed(kWholeWalk);
  constexpr std::size_t kSecond = kSlice - kReload;
  SlicedPlatform machine({{kVsidOne, loads_of_page_2(kFirst + kSecond)},
                          {kVsidOther, loads_of_page_2(kFirst + kSecond)}},
                         Cycles(kSlice), sliced(), SlbPreloading::on);
  // The first switch to each has nothing to enter.
  EXPECT_EQ(machine.time(), Cycles(4 * kSlice + 3 * kBetween + 2 * kSlbWrite));
  EXPECT_EQ(machine.cpu().work().os_counters()->segment_faults, 2);
  EXPECT_EQ(machine.cpu().work().os_counters()->slb_preloads, 2);
}

TEST(TimeSlicedWorkTest, TheLastOneIsNotInterrupted) {
  constexpr unsigned kSlice = 1000;
  SlicedPlatform machine({{kVsidOne, loads_of_page_2(1)}, {kVsidOther, loads_of_page_2(5000)}},
                         Cycles(kSlice), sliced());
  EXPECT_EQ(machine.time(), Cycles(segment_missed(kWholeWalk) + (kInterrupt + kSwitch + kSlbWrite) +
                                   segment_missed(kWholeWalk) + 4999));
  EXPECT_EQ(machine.thread(1).switches, 1);
}

TEST(TimeSlicedWorkTest, WalksThatGoOnAtASlicesEndAreFinishedFirst) {
  Config config = sliced();
  config.cpu.outstanding_misses = 2;
  config.mmu.walkers = 2;
  // The walk for page 2 begins in the cycle before the last one of the slice, page 3's a cycle
  // later; the third load comes behind the slice.
  constexpr unsigned kSlice = segment_missed(0) + 1;
  SlicedPlatform machine({{kVsidOne, {2, 3, 2}}, {kVsidOther, loads_of_page_2(1)}}, Cycles(kSlice),
                         config);
  machine.time();
  constexpr unsigned kUntilSwitch = kSlice + kWholeWalk + 1;
  EXPECT_EQ(machine.thread(1).switches, 1);
  // Behind the other's load, which ended within its slice or not, the third load is the last.
  EXPECT_EQ(machine.thread(0).switches, 1);
  constexpr unsigned kAgain = (kInterrupt + kSwitch + kSlbWrite) + segment_missed(12);
  EXPECT_EQ(machine.thread(0).cycles, kUntilSwitch + kAgain);
}

}  // namespace
}  // namespace htabsim
