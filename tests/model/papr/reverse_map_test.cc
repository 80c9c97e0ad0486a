// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/reverse_map.h"

#include <gtest/gtest.h>

#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using papr_test::kIndex;
using papr_test::kMmio;
using papr_test::PaprWorld;

TEST(PaprReverseMap, GuestPageDropsProtectionAndPageSizeBitsD7) {
  EXPECT_EQ(guest_page(0xb000'0000'0123'4e96, PageSize::page_4k), GuestReal(0x123'4000));
  EXPECT_EQ(guest_page(0x0123'1012, PageSize::page_64k), GuestReal(0x123'0000));
  EXPECT_EQ(guest_page(0x0103'8012, PageSize::page_16m), GuestReal(0x100'0000));
}

TEST(PaprReverseMap, RecordsRAndCOfMemoryAndNothingForMmioR52) {
  PaprWorld world;
  record_page_rc(world.port, world.partition, {1, 0x123'4012}, hpte_r::kChanged | 0x12);
  EXPECT_EQ(world.image.page_rc(GuestReal(0x123'4000)), hpte_r::kChanged | kDirtyPage);
  record_page_rc(world.port, world.partition, {1, kMmio | 0x2a}, hpte_r::kRc);
  EXPECT_EQ(world.image.page_rc(GuestReal(kMmio)), 0U);
}

TEST(PaprReverseMap, KeepsOnlyRecordedRcAndEveryOtherBitI2e) {
  PaprWorld world;
  const GuestReal page(0x123'4000);
  EXPECT_EQ(keep_recorded_rc(world.port, page, ~0ULL), ~hpte_r::kRc);
  world.image.merge_page_rc(page, hpte_r::kReferenced);
  EXPECT_EQ(keep_recorded_rc(world.port, page, ~0ULL), ~hpte_r::kChanged);
  EXPECT_EQ(keep_recorded_rc(world.port, page, 0), 0U);
}

TEST(PaprReverseMap, TakingAGuestBitNotesTheChangeOnlyIfItWasSetR53) {
  PaprWorld world;
  world.partition.hpte_mod_interest = 1;
  world.image.set_guest_r(kIndex, 0x1112);
  EXPECT_EQ(take_guest_bit(world.port, world.partition, kIndex, hpte_r::kChanged), 0x1112U);
  EXPECT_EQ(world.image.guest_r(kIndex), 0x1112U);
  EXPECT_EQ(take_guest_bit(world.port, world.partition, kIndex, hpte_r::kReferenced), 0x1112U);
  EXPECT_EQ(world.image.guest_r(kIndex), hpte_r::kModified | 0x1012);
  EXPECT_EQ(take_guest_bit(world.port, world.partition, kIndex, hpte_r::kReferenced),
            hpte_r::kModified | 0x1012);
}

class PaprReverseMapInBothFormats : public papr_test::BothFormats {};
INSTANTIATE_TEST_SUITE_P(Formats, PaprReverseMapInBothFormats, papr_test::kBothFormats,
                         papr_test::format_name);

TEST_P(PaprReverseMapInBothFormats, EntryOfNoKnownPageSizeHasNoPageR44) {
  const std::uint64_t r = 0x049c'2012;  // LP 0010
  record_page_rc(world.port, world.partition, {hpte_v::kLarge | hpte_v::kValid, r}, hpte_r::kRc);
  EXPECT_EQ(world.port.count("merge_rc"), 0);
}

}  // namespace
}  // namespace htabsim
