// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/address_space.h"

#include <set>

#include <gtest/gtest.h>

#include "tests/model/base/round_trip.h"

namespace htabsim {
namespace {

TEST(GuestAddressSpace, SegmentKeepsItsVsid) {
  AddressSpace space(1, 2, SegmentSize::segment_1t, PageSize::page_4k);
  const Segment first = space.segment(Ea(0x1f'ff00'0000));
  space.segment(Ea(std::uint64_t{7} << 40));
  EXPECT_EQ(space.segment(Ea(0xff'ffff'ffff)), first);  // the segment's last byte
  EXPECT_NE(space.segment(Ea(0x100'0000'0000)), first);
}

class VsidAllocationOf : public testing::TestWithParam<VsidAllocation> {};
INSTANTIATE_TEST_SUITE_P(Kinds, VsidAllocationOf,
                         testing::Values(VsidAllocation::linux, VsidAllocation::linear,
                                         VsidAllocation::random));

TEST_P(VsidAllocationOf, NoTwoSegmentsOfAnySpaceShareAVsidC1) {
  for (const SegmentSize size : {SegmentSize::segment_256m, SegmentSize::segment_1t}) {
    std::set<Vsid> vsids;
    constexpr std::uint64_t kSpaces = 9;
    for (std::uint64_t number = 0; number < kSpaces; ++number) {
      AddressSpace space(number, kSpaces, size, PageSize::page_4k, GetParam(), 77);
      for (std::uint64_t esid = 0; esid < 1000; ++esid) {
        vsids.insert(space.segment(Ea(esid << shift(size))).vsid);
      }
    }
    EXPECT_EQ(vsids.size(), kSpaces * 1000);
    if (GetParam() != VsidAllocation::random) {
      EXPECT_NE(vsids.begin()->value(), 0);
    }
    // 68 bits of virtual address (facts C1).
    EXPECT_LT(vsids.rbegin()->value(), std::uint64_t{1} << (68 - shift(size)));
  }
}

std::uint64_t vsid_of(VsidAllocation allocation, std::uint64_t seed, std::uint64_t esid) {
  AddressSpace space(1, 2, SegmentSize::segment_256m, PageSize::page_4k, allocation, seed);
  for (std::uint64_t i = 0; i < esid; ++i) space.segment(Ea(i << 28));
  return space.segment(Ea(esid << 28)).vsid.value();
}

TEST(GuestAddressSpace, LinearVsidsAreTheSegmentsNumbers) {
  // Space 1 of 2 has every second number, and 0 is left unused.
  EXPECT_EQ(vsid_of(VsidAllocation::linear, 1, 0), 2u);
  EXPECT_EQ(vsid_of(VsidAllocation::linear, 1, 5), 12u);
}

TEST(GuestAddressSpace, RandomVsidsAreThoseOfTheSeed) {
  EXPECT_EQ(vsid_of(VsidAllocation::random, 1, 5), vsid_of(VsidAllocation::random, 1, 5));
  EXPECT_NE(vsid_of(VsidAllocation::random, 1, 5), vsid_of(VsidAllocation::random, 2, 5));
}

TEST(GuestAddressSpace, UserSegmentsAreAsLinuxHasThemB2) {
  AddressSpace space(1, 2, SegmentSize::segment_1t, PageSize::page_64k);
  const Segment segment = space.segment(Ea(0));
  EXPECT_TRUE(segment.supervisor_key && segment.problem_key && segment.class_one);
  EXPECT_FALSE(segment.no_execute);
  EXPECT_EQ(segment.base_page, PageSize::page_64k);
}

TEST(GuestAddressSpace, LoadedOneGivesTheSameVsids) {
  AddressSpace saved(1, 2, SegmentSize::segment_1t, PageSize::page_4k);
  for (const std::uint64_t esid : {7, 3, 5}) saved.segment(Ea(esid << 40));
  AddressSpace loaded(1, 2, SegmentSize::segment_1t, PageSize::page_4k);
  EXPECT_TRUE(load_saved(saved, loaded));
  for (const std::uint64_t esid : {9, 3, 7, 5}) {
    EXPECT_EQ(loaded.segment(Ea(esid << 40)), saved.segment(Ea(esid << 40)));
  }
}

}  // namespace
}  // namespace htabsim
