// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_protect.h"

#include <gtest/gtest.h>

#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

class PaprProtect : public BothFormats {
 protected:
  HcallStatus protect(std::uint64_t flags, std::uint64_t avpn = 0) {
    return h_protect(world.port, world.partition, flags, kIndex, avpn);
  }
};
INSTANTIATE_TEST_SUITE_P(Formats, PaprProtect, kBothFormats, format_name);

TEST_P(PaprProtect, ReplacesPpKeyAndNInBothCopiesI5) {
  world.place(kIndex, {kEntry.v, kEntry.r | 0x2000'0000'0000'0204});
  // Key 10101: 0x2000 and 0xa00 of the flags; N, pp0 and PP 10.
  EXPECT_EQ(protect(0x2000 | 0xa00 | 0x100 | 0x4 | 0x2), HcallStatus::kSuccess);
  EXPECT_EQ(world.image.guest_r(kIndex), 0xa000'0000'049c'4a16U);
  EXPECT_EQ(world.hardware(kIndex), (Hpte{kEntry.v, 0xa000'0010'049c'4a16}));
  EXPECT_EQ(protect(0x1003), HcallStatus::kSuccess);
  EXPECT_EQ(world.image.guest_r(kIndex), 0x1000'0000'049c'4013U);
  EXPECT_EQ(world.hardware(kIndex), (Hpte{kEntry.v, 0x1000'0010'049c'4013}));
}

TEST_P(PaprProtect, SegmentSizeSurvivesTheMemoryFormatD9) {
  const Hpte entry = {0x4000'1254'd553'3c11, kEntry.r};
  world.place(kIndex, entry);
  EXPECT_EQ(protect(3), HcallStatus::kSuccess);
  EXPECT_EQ(world.hardware(kIndex), (Hpte{entry.v, 0x10'049c'4013}));
}

TEST_P(PaprProtect, EntryMustExistAndHaveTheAvpnI5) {
  EXPECT_EQ(protect(3), HcallStatus::kNotFound);
  EXPECT_EQ(world.image.load(kIndex, HpteDword::k0), 0U);
  world.place(kIndex, kEntry);
  EXPECT_EQ(protect(hcall_flag::kAvpn | 3, 0x80), HcallStatus::kNotFound);
  EXPECT_EQ(world.hardware(kIndex).v, kEntry.v);
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r);
  EXPECT_EQ(protect(hcall_flag::kAvpn | 3, kEntry.v & hpte_v::kCompare), HcallStatus::kSuccess);
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | 3);
}

TEST_P(PaprProtect, SlotOutsideTheTableIsRefusedI0) {
  const HpteIndex end(world.image.geometry().hptes());
  EXPECT_EQ(h_protect(world.port, world.partition, 0, end, 0), HcallStatus::kParameter);
}

TEST_P(PaprProtect, FollowsTheGeneralUpdateSequenceG3) {
  world.place(kIndex, kEntry);
  protect(3);
  EXPECT_EQ(world.port.trace(),
            "load0 stcx isync load1 load_guest store_guest store0 "
            "ptesync tlbie eieio tlbsync ptesync load1 store1 lwsync store0 ptesync");
}

TEST_P(PaprProtect, EntryIsAbsentAndLockedWithOldDword1DuringTheInvalidationG3) {
  world.place(kIndex, kEntry);
  world.port.before("tlbsync", 1, [&] {
    const std::uint64_t meanwhile = hpte_v::kAbsent | hpte_v::kHvLock;
    EXPECT_EQ(world.hardware(kIndex),
              (Hpte{(kEntry.v & ~hpte_v::kValid) | meanwhile, 0x10'049c'4012}));
  });
  protect(3);
  EXPECT_EQ(world.hardware(kIndex), (Hpte{kEntry.v, 0x10'049c'4013}));
}

TEST_P(PaprProtect, RAndCSetUntilTlbsyncStayI5) {
  world.place(kIndex, {kEntry.v, kEntry.r | hpte_r::kReferenced});
  world.port.before("tlbsync", 1, [&] { world.hardware_sets_c(kIndex); });
  protect(3);
  EXPECT_EQ(world.hardware(kIndex).r, 0x10'049c'4013 | hpte_r::kChanged);
  EXPECT_EQ(guest_view(world.image, kIndex).r, (kEntry.r | 3) | hpte_r::kRc);
}

TEST_P(PaprProtect, NoTlbieIfNothingChangesButTheChangeIsNotedR53) {
  world.place(kIndex, kEntry);
  world.partition.hpte_mod_interest = 1;
  EXPECT_EQ(protect(2), HcallStatus::kSuccess);
  EXPECT_EQ(world.port.count("tlbie"), 0);
  EXPECT_EQ(world.port.count("store1"), 0);
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | hpte_r::kModified);
}

TEST_P(PaprProtect, NoTlbieForAUsedPageWithoutAChangeI5) {
  world.place(kIndex, kEntry);
  world.hardware_sets_r(kIndex);
  world.hardware_sets_c(kIndex);
  EXPECT_EQ(protect(2), HcallStatus::kSuccess);
  EXPECT_EQ(world.port.count("tlbie"), 0);
  EXPECT_EQ(world.hardware(kIndex).r, 0x10'049c'4012 | hpte_r::kRc);
}

TEST_P(PaprProtect, WithoutInterestAModifiedFlagNeitherComesNorGoesR45) {
  world.place(kIndex, kEntry);
  protect(3);
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | 3);
  world.image.set_guest_r(kIndex, kEntry.r | hpte_r::kModified);
  protect(3);
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | 3 | hpte_r::kModified);
}

TEST_P(PaprProtect, HardwareCopyNeverTurnsWritableI5) {
  world.place(kIndex, {kEntry.v, kEntry.r | 3});
  protect(1);
  EXPECT_EQ(world.image.guest_r(kIndex), 0x049c'4011U);
  EXPECT_EQ(world.hardware(kIndex).r, 0x10'049c'4013U);
  EXPECT_EQ(world.port.count("tlbie"), 0);
  protect(0);
  EXPECT_EQ(world.image.guest_r(kIndex), 0x049c'4010U);
  EXPECT_EQ(world.hardware(kIndex).r, hpte_r::kPp0 | 0x10'049c'4012);
  EXPECT_EQ(world.port.count("tlbie"), 1);
}

TEST_P(PaprProtect, WritableHardwareCopyTakesAnotherWritableProtectionI5) {
  world.place(kIndex, kEntry);
  protect(1);
  EXPECT_EQ(world.hardware(kIndex).r, 0x10'049c'4011U);
}

TEST_P(PaprProtect, AbsentEntryChangesInTheGuestsViewAloneI5) {
  world.place(kIndex, {kEntry.v, kMmio | 0x2a});
  const Hpte before = world.hardware(kIndex);
  EXPECT_EQ(protect(3), HcallStatus::kSuccess);
  EXPECT_EQ(world.hardware(kIndex), before);
  EXPECT_EQ(world.image.guest_r(kIndex), kMmio | 0x2b);
  EXPECT_EQ(world.port.count("tlbie"), 0);
}

TEST_P(PaprProtect, SpinsWhileAReaderHoldsTheLockJ8) {
  world.place(kIndex, kEntry);
  world.other_locks(kIndex);
  world.port.before("spin", 3, [&] { world.other_unlocks(kIndex); });
  EXPECT_EQ(protect(3), HcallStatus::kSuccess);
  EXPECT_EQ(world.port.count("spin"), 3);
  EXPECT_EQ(world.hardware(kIndex), (Hpte{kEntry.v, 0x10'049c'4013}));
}

}  // namespace
}  // namespace htabsim
