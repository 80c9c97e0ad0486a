// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/host_page.h"

#include <gtest/gtest.h>

#include "htabsim/model/papr/h_clear_rc.h"
#include "htabsim/model/papr/h_remove.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

class PaprHostPage : public BothFormats {};
TEST_P(PaprHostPage, StaleHardwareBitsOfAnAbsentEntryAreNotTheGuestsR28) {
  // The host withdraws a used page; the guest clears R; what H_REMOVE returns has no R.
  world.place(kIndex, kEntry);
  world.hardware_sets_r(kIndex);
  withdraw_host_page(world.port, world.partition, kIndex);
  EXPECT_EQ(h_clear_ref(world.port, world.partition, kIndex).old_r, kEntry.r | hpte_r::kReferenced);
  EXPECT_EQ(h_remove(world.port, world.partition, 0, kIndex, 0).entry, kEntry);
}

TEST_P(PaprHostPage, EntryOfNoKnownPageSizeIsWithdrawnAloneR44) {
  // As an image may be loaded with it: LP 0010.
  world.place(kIndex, kEntry);
  world.image.store(kIndex, HpteDword::k0,
                    world.image.load(kIndex, HpteDword::k0) | hpte_v::kLarge);
  world.image.set_guest_r(kIndex, 0x049c'2012);
  withdraw_host_page(world.port, world.partition, kIndex);
  EXPECT_EQ(world.hardware(kIndex).v,
            (kEntry.v ^ hpte_v::kValid) | hpte_v::kAbsent | hpte_v::kLarge);
  EXPECT_TRUE(world.partition.slots.host_real(GuestReal(0x049c'2000)));
}

TEST_P(PaprHostPage, WriteProtectionTakesTheEntryAndKeepsItsRAndCI2e) {
  world.place(kIndex, kEntry);
  world.hardware_sets_c(kIndex);
  write_protect_host_page(world.port, world.partition, kIndex);
  EXPECT_EQ(world.hardware(kIndex).v, (kEntry.v ^ hpte_v::kValid) | hpte_v::kAbsent);
  EXPECT_EQ(world.port.count("tlbie"), 1);
  EXPECT_EQ(world.image.guest_r(kIndex) & hpte_r::kRc, hpte_r::kChanged);
  EXPECT_FALSE(world.partition.slots.writable(kPage));
  EXPECT_FALSE(world.partition.slots.host_real(kPage));  // until a fault brings it back
}

TEST_P(PaprHostPage, EntryOfAWriteProtectedPageIsEnteredReadOnlyI2e) {
  world.partition.slots.write_protect(kPage);
  world.place(kIndex, kEntry);
  EXPECT_EQ(world.hardware(kIndex).r, 0x10'049c'4013U);
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r);
}

TEST_P(PaprHostPage, AbsentEntryLosesNothingMoreButItsPageIsWriteProtected) {
  world.place(kIndex, kEntry);
  withdraw_host_page(world.port, world.partition, kIndex);
  const Hpte before = world.hardware(kIndex);
  world.port.forget();
  write_protect_host_page(world.port, world.partition, kIndex);
  EXPECT_EQ(world.hardware(kIndex), before);
  EXPECT_EQ(world.port.count("tlbie"), 0);
  EXPECT_FALSE(world.partition.slots.writable(kPage));
}

INSTANTIATE_TEST_SUITE_P(Formats, PaprHostPage, kBothFormats, format_name);

}  // namespace
}  // namespace htabsim
