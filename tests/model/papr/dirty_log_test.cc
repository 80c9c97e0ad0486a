// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/dirty_log.h"

#include <gtest/gtest.h>

#include "htabsim/model/papr/h_remove.h"
#include "htabsim/model/papr/reverse_map.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim::papr_test {
namespace {

class PaprDirtyLog : public BothFormats {
 protected:
  PaprDirtyLog() {
    // One slot, as the log goes over the record of every page.
    world.partition.slots = {};
    world.partition.slots.add({GuestReal(0), 0x500'0000, HostReal(0x10'0000'0000), 24, true});
    world.partition.running_vcpus = 1;
    world.place(kIndex, kEntry);
    world.partition.hpte_mod_interest = 1;
  }
  bool harvest() { return harvest_changed(world.port, world.partition, kIndex); }
  std::uint64_t log() { return take_dirty_log(world.port, world.partition); }
  [[nodiscard]] std::uint64_t guest_r() const { return world.image.guest_r(kIndex); }
};
INSTANTIATE_TEST_SUITE_P(Formats, PaprDirtyLog, kBothFormats, format_name);

TEST_P(PaprDirtyLog, CGoesToTheGuestsDwordAsAChangeAndIsClearedR54) {
  world.hardware_sets_r(kIndex);
  world.hardware_sets_c(kIndex);
  const Hpte before = world.hardware(kIndex);
  EXPECT_TRUE(harvest());
  EXPECT_EQ(world.hardware(kIndex), (Hpte{before.v, before.r & ~hpte_r::kChanged}));
  EXPECT_EQ(guest_r(), kEntry.r | hpte_r::kChanged | hpte_r::kModified);
  EXPECT_EQ(world.image.page_rc(kPage), kDirtyPage);
  EXPECT_EQ(world.port.tlbies().size(), 1U);
}

TEST_P(PaprDirtyLog, CThatTheGuestHasIsNoChangeR54) {
  world.image.set_guest_r(kIndex, kEntry.r | hpte_r::kChanged);
  world.hardware_sets_c(kIndex);
  EXPECT_TRUE(harvest());
  EXPECT_EQ(guest_r(), kEntry.r | hpte_r::kChanged);
}

TEST_P(PaprDirtyLog, NothingIsNotedWithoutAReaderR45) {
  world.partition.hpte_mod_interest = 0;
  world.hardware_sets_c(kIndex);
  EXPECT_TRUE(harvest());
  EXPECT_EQ(guest_r(), kEntry.r | hpte_r::kChanged);
}

TEST_P(PaprDirtyLog, EntryWithoutCIsNotLocked) {
  world.hardware_sets_r(kIndex);
  EXPECT_FALSE(harvest());
  EXPECT_EQ(world.port.trace(), "load1");
}

TEST_P(PaprDirtyLog, WithTheGuestStoppedAWritablePageMayHaveALateC) {
  world.partition.running_vcpus = 0;
  world.port.before("tlbsync", 1, [&] { world.hardware_sets_c(kIndex); });
  EXPECT_TRUE(harvest());
  EXPECT_EQ(guest_r(), kEntry.r | hpte_r::kChanged | hpte_r::kModified);
}

TEST_P(PaprDirtyLog, EntryIsAbsentUnderItsLockDuringTheInvalidation) {
  world.hardware_sets_c(kIndex);
  world.port.before("tlbie", 1, [&] {
    EXPECT_EQ(world.image.load(kIndex, HpteDword::k0) &
                  (hpte_v::kValid | hpte_v::kAbsent | hpte_v::kHvLock),
              hpte_v::kAbsent | hpte_v::kHvLock);
  });
  harvest();
  EXPECT_EQ(world.port.count("tlbie"), 1);
}

TEST_P(PaprDirtyLog, EntryThatIsGoneAtItsLockIsLeftAlone) {
  world.hardware_sets_c(kIndex);
  world.port.before("stcx", 1, [&] { world.image.store(kIndex, HpteDword::k0, 0); });
  EXPECT_FALSE(harvest());
  EXPECT_EQ(world.image.load(kIndex, HpteDword::k0), 0U);
  EXPECT_EQ(guest_r(), kEntry.r);
}

TEST_P(PaprDirtyLog, APageIsDirtyOnceForEachTimeItWasStoredTo) {
  EXPECT_EQ(log(), 0U);
  world.hardware_sets_c(kIndex);
  EXPECT_EQ(log(), 1U);
  EXPECT_EQ(log(), 0U);
  world.hardware_sets_c(kIndex);
  EXPECT_EQ(log(), 1U);
}

TEST_P(PaprDirtyLog, PagesOfRemovedEntriesAreInTheirRecordsR52) {
  world.hardware_sets_c(kIndex);
  h_remove(world.port, world.partition, 0, kIndex, 0);
  EXPECT_EQ(log(), 1U);
  EXPECT_EQ(log(), 0U);
}

TEST_P(PaprDirtyLog, LastPageOfASlotIsLookedAt) {
  mark_page_dirty(world.port, world.partition, GuestReal(0x4ff'f000));
  EXPECT_EQ(log(), 1U);
}

// KVM's log goes over the entries and the dirty map; *rmap, where H_ENTER looks, keeps R and C.
TEST_P(PaprDirtyLog, EntryMadeAnewAfterTheLogStillHasTheCOfItsPageR47R54) {
  world.hardware_sets_c(kIndex);
  h_remove(world.port, world.partition, 0, kIndex, 0);
  EXPECT_EQ(log(), 1U);
  EXPECT_EQ(world.image.page_rc(kPage), hpte_r::kChanged);
  world.place(kIndex, {kEntry.v, kEntry.r | hpte_r::kChanged});
  EXPECT_TRUE(any(world.hardware(kIndex).r, hpte_r::kChanged));
}

}  // namespace
}  // namespace htabsim::papr_test
