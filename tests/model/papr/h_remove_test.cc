// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_remove.h"

#include <gtest/gtest.h>

#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

class PaprRemove : public BothFormats {
 protected:
  static constexpr RemoveResult kNotFound = {HcallStatus::kNotFound, {}};
  static constexpr RemoveResult kRemoved = {HcallStatus::kSuccess, kEntry};

  RemoveResult remove(std::uint64_t flags = 0, std::uint64_t avpn = 0) {
    return h_remove(world.port, world.partition, flags, kIndex, avpn);
  }
};
INSTANTIATE_TEST_SUITE_P(Formats, PaprRemove, kBothFormats, format_name);

TEST_P(PaprRemove, ReturnsTheGuestsEntryAndFreesTheSlotI3) {
  world.place(kIndex, kEntry);
  EXPECT_EQ(remove(), kRemoved);
  EXPECT_EQ(world.image.load(kIndex, HpteDword::k0), 0U);
  EXPECT_EQ(remove(), kNotFound);
  EXPECT_EQ(world.image.load(kIndex, HpteDword::k0), 0U);
}

TEST_P(PaprRemove, AvpnMustEqualBAndAvpnOfTheEntryI3) {
  const Hpte entry = {0x4000'1254'd553'3c11, kEntry.r};
  world.place(kIndex, entry);
  EXPECT_EQ(remove(hcall_flag::kAvpn, 0x0000'1254'd553'3c00), kNotFound);  // other B
  EXPECT_EQ(remove(hcall_flag::kAvpn, 0x4000'1254'd553'3c80), kNotFound);
  EXPECT_EQ(remove(hcall_flag::kAvpn, 0x4000'1254'd553'3c01), kNotFound);  // low bits not 0
  EXPECT_EQ(world.hardware(kIndex).v, entry.v);
  EXPECT_EQ(remove(hcall_flag::kAvpn, 0x4000'1254'd553'3c00).entry, entry);
}

TEST_P(PaprRemove, AndCondSparesEntriesThatHaveAnyOfTheBitsI3) {
  world.place(kIndex, kEntry);
  EXPECT_EQ(remove(hcall_flag::kAndCond, hpte_v::kBolted), kNotFound);
  EXPECT_EQ(remove(hcall_flag::kAndCond, hpte_v::kSecondary), kRemoved);
}

TEST_P(PaprRemove, BothTestsMustPassI3) {
  // AVPN 0 and no software bits: the AVPN operand of 0 passes both tests.
  const Hpte entry = {hpte_v::kValid, kEntry.r};
  world.place(kIndex, entry);
  const std::uint64_t both = hcall_flag::kAvpn | hcall_flag::kAndCond;
  EXPECT_EQ(remove(both, 0).entry, entry);
  world.place(kIndex, kEntry);
  EXPECT_EQ(remove(both, kEntry.v & hpte_v::kCompare), kNotFound);
}

TEST_P(PaprRemove, AndCondTestsTheDwordAsItStandsInMemoryI3) {
  world.place(kIndex, {kEntry.v, kMmio | 0x2a});
  EXPECT_EQ(remove(hcall_flag::kAndCond, hpte_v::kHvLock), kNotFound);
  EXPECT_EQ(remove(hcall_flag::kAndCond, hpte_v::kAbsent), kNotFound);
  EXPECT_EQ(remove(hcall_flag::kAndCond, hpte_v::kValid).status, HcallStatus::kSuccess);
}

TEST_P(PaprRemove, SlotOutsideTheTableIsRefusedI0) {
  const HpteIndex end(world.image.geometry().hptes());
  EXPECT_EQ(h_remove(world.port, world.partition, 0, end, 0).status, HcallStatus::kParameter);
  EXPECT_EQ(world.port.trace(), "");
}

TEST_P(PaprRemove, ReadsRAndCAfterTheInvalidationG2) {
  world.place(kIndex, kEntry);
  remove();
  EXPECT_EQ(world.port.trace(),
            "load0 stcx isync load1 store0 ptesync tlbie eieio tlbsync ptesync "
            "load_guest load1 merge_rc store_guest lwsync store0");
}

TEST_P(PaprRemove, RAndCSetUntilTlbsyncAreReturnedAndRecordedF3) {
  world.place(kIndex, kEntry);
  world.port.before("tlbie", 1, [&] { world.hardware_sets_r(kIndex); });
  world.port.before("tlbsync", 1, [&] { world.hardware_sets_c(kIndex); });
  EXPECT_EQ(remove().entry, (Hpte{kEntry.v, kEntry.r | hpte_r::kRc}));
  EXPECT_EQ(world.image.page_rc(GuestReal(0x49c'4000)), hpte_r::kRc | kDirtyPage);
}

TEST_P(PaprRemove, GuestsOwnRcStaysOutOfThePageRecordR47) {
  world.place(kIndex, {kEntry.v, kEntry.r | hpte_r::kChanged});
  EXPECT_EQ(remove().entry.r, kEntry.r | hpte_r::kChanged);
  EXPECT_EQ(world.image.page_rc(GuestReal(0x49c'4000)), 0U);
}

TEST_P(PaprRemove, EntryIsInvalidAndLockedDuringTheInvalidationG2) {
  world.place(kIndex, kEntry);
  world.port.before("tlbie", 1, [&] {
    const Hpte entry = world.hardware(kIndex);
    EXPECT_EQ(entry.v, (kEntry.v & ~hpte_v::kValid) | hpte_v::kHvLock);
  });
  EXPECT_EQ(remove(), kRemoved);
  EXPECT_EQ(world.port.count("tlbie"), 1);
}

TEST_P(PaprRemove, NamesThePageInItsTlbieH4) {
  // From the vectors: 256M segment, 4K page, slot 13356 of a table of 2^22 bytes.
  HptImage image(HptGeometry(22, GetParam()));
  InterposingPort port(image);
  world.partition.slots.add(
      {GuestReal(0x3'0000'0000), 0x1'0000'0000, HostReal(0x50'0000'0000), 24, true});
  const Hpte entry = {0xc7ed'4d57'b701, 0x3'c9e9'c012};
  h_enter(port, world.partition, hcall_flag::kExact, HpteIndex(0x13356), entry);
  EXPECT_EQ(h_remove(port, world.partition, 0, HpteIndex(0x13356), 0).entry, entry);
  ASSERT_EQ(port.tlbies().size(), 1U);
  EXPECT_EQ(port.tlbies()[0], TlbieRb{0xc7ed'4d57'b731'1000});
}

TEST_P(PaprRemove, AbsentEntryIsShownValidAndNeedsNoTlbieR51) {
  const Hpte entry = {kEntry.v, (kMmio | 0x2a) | hpte_r::kRc};
  world.place(kIndex, entry);
  EXPECT_EQ(remove().entry, entry);
  EXPECT_EQ(world.port.count("tlbie"), 0);
  EXPECT_EQ(world.port.count("merge_rc"), 0);
  EXPECT_EQ(world.image.load(kIndex, HpteDword::k0), 0U);
}

TEST_P(PaprRemove, SpinsWhileAReaderHoldsTheLockJ8) {
  world.place(kIndex, kEntry);
  world.other_locks(kIndex);
  world.port.before("spin", 4, [&] { world.other_unlocks(kIndex); });
  EXPECT_EQ(remove(), kRemoved);
  EXPECT_EQ(world.port.count("spin"), 4);
}

TEST_P(PaprRemove, TriesAgainAfterALostReservationJ8) {
  world.place(kIndex, kEntry);
  const std::uint64_t dword0 = world.image.load(kIndex, HpteDword::k0);
  // Another processor replaces the software bits between ldarx and stdcx.
  world.port.before("stcx", 1,
                    [&] { world.image.store(kIndex, HpteDword::k0, dword0 | hpte_v::kSecondary); });
  EXPECT_EQ(remove().entry.v, kEntry.v | hpte_v::kSecondary);
  EXPECT_EQ(world.port.count("stcx"), 2);
}

TEST_P(PaprRemove, NotesTheChangeIfSomeoneIsInterestedR45) {
  world.place(kIndex, kEntry);
  world.port.before("tlbsync", 1, [&] { world.hardware_sets_r(kIndex); });
  remove();
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | hpte_r::kReferenced);

  world.place(kIndex, kEntry);
  world.partition.hpte_mod_interest = 1;
  EXPECT_EQ(remove(), kRemoved);
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | hpte_r::kModified);
}

TEST_P(PaprRemove, ModifiedFlagIsNotTheGuestsD11) {
  world.partition.hpte_mod_interest = 1;
  world.place(kIndex, kEntry);
  ASSERT_EQ(world.image.guest_r(kIndex), kEntry.r | hpte_r::kModified);
  EXPECT_EQ(remove(), kRemoved);
}

TEST_P(PaprRemove, FailedRemovalIsNoChangeR45) {
  world.partition.hpte_mod_interest = 1;
  EXPECT_EQ(remove(), kNotFound);
  EXPECT_EQ(world.image.guest_r(kIndex), 0U);
}

TEST(PaprRemoveResult, IsASuccessThatReturnsNothingUnlessSet) {
  EXPECT_EQ(RemoveResult(), (RemoveResult{HcallStatus::kSuccess, {0, 0}}));
}

}  // namespace
}  // namespace htabsim
