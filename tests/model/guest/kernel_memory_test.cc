// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/kernel_memory.h"

#include <set>

#include <gtest/gtest.h>

#include "tests/model/guest/program_world.h"

namespace htabsim {
namespace {

using namespace guest_test;

TEST(GuestKernelMemory, PagesAreBoltedAndMappedLinearlyFromZero) {
  ProgramWorld world;
  const KernelMemory kernel{SegmentSize::segment_1t, PageSize::page_64k, 3, 2};
  enter_kernel_memory(world.image, world.partition, kernel);
  const auto entries = world.entries();
  ASSERT_EQ(entries.size(), 3);
  std::uint64_t frames = 0;
  for (const Hpte& entry : entries) {
    EXPECT_TRUE(any(entry.v, hpte_v::kBolted));
    EXPECT_EQ(entry.r & hpte_r::kPp, 0);  // nothing for a program, whose key is 1 (facts E1)
    frames |= std::uint64_t{1} << ((entry.r & hpte_r::kRpn) >> 16);
  }
  EXPECT_EQ(frames, 0b111);
}

TEST(GuestKernelMemory, KernelReadsThroughItsBoltedSegmentB4) {
  ProgramWorld world;
  const KernelMemory kernel{SegmentSize::segment_1t, PageSize::page_4k, 2, 2};
  enter_kernel_memory(world.image, world.partition, kernel);
  GuestThread<FunctionalMachine> thread(world.mmu, world.partition, world.machine);
  const AccessOutcome outcome =
      thread.access({AccessKind::kStore, kLinearMap + 0x1234, 4, msr::kSf | msr::kIr | msr::kDr});
  EXPECT_EQ(outcome.real, HostReal(0x10'0000'1234));
  EXPECT_EQ(outcome.fault, std::nullopt);
}

// Space 0 of 2 has the numbers 1, 3 and so on, and a program's begin at 2.
TEST(GuestKernelMemory, HasTheAllocationOfTheProgramsVsids) {
  KernelMemory kernel{SegmentSize::segment_256m, PageSize::page_4k, 1, 2};
  kernel.vsid_allocation = VsidAllocation::linear;
  EXPECT_EQ(bolted_segment(kernel).vsid_word & slb_vsid::kVsid, std::uint64_t{1} << 12);
}

// 16 pages of 16 MB fill a segment of 256 MB.
TEST(GuestKernelMemory, MapMayGoOnInAnotherSegment) {
  ProgramWorld world;
  enter_kernel_memory(world.image, world.partition,
                      {SegmentSize::segment_256m, PageSize::page_16m, 16 + 1, 2});
  const auto entries = world.entries();
  ASSERT_EQ(entries.size(), 17);
  std::set<std::uint64_t> names;
  for (const Hpte& entry : entries) names.insert(entry.v & hpte_v::kCompare);
  EXPECT_EQ(names.size(), 17);
}

}  // namespace
}  // namespace htabsim
