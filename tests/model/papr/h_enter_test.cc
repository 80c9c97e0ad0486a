// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_enter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/papr/h_read.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

class PaprEnter : public BothFormats {
 protected:
  EnterResult enter(std::uint64_t flags, HpteIndex ptex, Hpte entry = kEntry) {
    return h_enter(world.port, world.partition, flags, ptex, entry);
  }
  EnterResult enter_exact(Hpte entry) { return enter(hcall_flag::kExact, kIndex, entry); }
  void fill(PtegIndex pteg) {
    for (unsigned i = 0; i < kHptesPerPteg; ++i) world.place(first_slot(pteg) + i, kEntry);
  }
};
INSTANTIATE_TEST_SUITE_P(Formats, PaprEnter, kBothFormats, format_name);

constexpr EnterResult kRefused = {HcallStatus::kParameter, {}};
constexpr EnterResult kFull = {HcallStatus::kPtegFull, {}};

TEST_P(PaprEnter, MemoryHoldsHostRpnAndReverseMapGuestRpnI2e) {
  EXPECT_EQ(enter_exact(kEntry), (EnterResult{HcallStatus::kSuccess, kIndex}));
  // Guest page 49c4000 of a slot whose host memory starts at 10'0000'0000.
  EXPECT_EQ(world.hardware(kIndex), (Hpte{kEntry.v, 0x10'049c'4012}));
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r);
}

TEST_P(PaprEnter, SegmentSizeSurvivesTheMemoryFormatD9) {
  const Hpte entry = {0x4000'1254'd553'3c11, kEntry.r};
  enter_exact(entry);
  EXPECT_EQ(world.hardware(kIndex).v, entry.v);
}

TEST_P(PaprEnter, PrivateBitsOfTheCallerAreStrippedR47) {
  enter_exact({(kEntry.v & ~hpte_v::kValid) | hpte_v::kHvLock | hpte_v::kAbsent,
               kEntry.r | hpte_r::kModified});
  EXPECT_EQ(world.hardware(kIndex), (Hpte{kEntry.v, 0x10'049c'4012}));
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r);
}

TEST_P(PaprEnter, HardwareCopyGetsOnlyTheRcThatThePageHasAlreadyR47) {
  const Hpte entry = {kEntry.v, kEntry.r | hpte_r::kRc};
  enter_exact(entry);
  EXPECT_EQ(world.hardware(kIndex).r & hpte_r::kRc, 0U);
  EXPECT_EQ(world.image.guest_r(kIndex), entry.r);

  world.image.merge_page_rc(GuestReal(0x49c'4000), hpte_r::kReferenced);
  enter(hcall_flag::kExact, kIndex + 1, entry);
  EXPECT_EQ(world.hardware(kIndex + 1).r & hpte_r::kRc, hpte_r::kReferenced);

  enter(hcall_flag::kExact, kIndex + 2, kEntry);
  EXPECT_EQ(world.hardware(kIndex + 2).r & hpte_r::kRc, 0U);
}

TEST_P(PaprEnter, StaleModifiedFlagGoesAndInterestSetsANewOneR45) {
  world.image.set_guest_r(kIndex, hpte_r::kModified | 0x777);
  enter_exact(kEntry);
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r);

  world.partition.hpte_mod_interest = 1;
  enter(hcall_flag::kExact, kIndex + 1, kEntry);
  EXPECT_EQ(world.image.guest_r(kIndex + 1), kEntry.r | hpte_r::kModified);
}

TEST_P(PaprEnter, IsNotedOnlyIfSomeoneIsInterestedR45) {
  for (const unsigned interest : {0U, 1U}) {
    world.partition.hpte_mod_interest = interest;
    const HpteIndex index = kIndex + interest;
    enter(hcall_flag::kExact, index);
    EXPECT_EQ(any(world.image.guest_r(index), hpte_r::kModified), interest != 0);
  }
}

TEST_P(PaprEnter, MmioIsAbsentWithKey31I2e) {
  const Hpte entry = {kEntry.v, kMmio | 0x2a};
  enter_exact(entry);
  EXPECT_EQ(world.hardware(kIndex).v, (kEntry.v & ~hpte_v::kValid) | hpte_v::kAbsent);
  EXPECT_EQ(protection_key(world.hardware(kIndex).r), 31U);
  EXPECT_EQ(world.image.guest_r(kIndex), entry.r);
}

TEST_P(PaprEnter, WithdrawnPageIsAbsentWithKeyZeroI2e) {
  const Hpte entry = {kEntry.v, kEntry.r | 0x3000'0000'0000'0400};
  world.partition.slots.withdraw(GuestReal(0x49c'4000));
  enter_exact(entry);
  EXPECT_EQ(world.hardware(kIndex).v, (kEntry.v & ~hpte_v::kValid) | hpte_v::kAbsent);
  EXPECT_EQ(protection_key(world.hardware(kIndex).r), 0U);
  EXPECT_EQ(world.image.guest_r(kIndex), entry.r);
}

TEST_P(PaprEnter, PageWithdrawnDuringTheCallIsAbsentR61) {
  world.port.before("stcx", 1, [&] { world.partition.slots.withdraw(GuestReal(0x49c'4000)); });
  enter_exact(kEntry);
  EXPECT_EQ(world.hardware(kIndex).v, (kEntry.v & ~hpte_v::kValid) | hpte_v::kAbsent);
}

TEST_P(PaprEnter, HostReadOnlyPageIsReadOnlyInHardwareAloneI2e) {
  const Hpte entry = {kEntry.v, 0x2012'3012};
  enter_exact(entry);
  EXPECT_EQ(world.hardware(kIndex), (Hpte{kEntry.v, 0x20'0012'3013}));  // PP 10 becomes 11
  EXPECT_EQ(world.image.guest_r(kIndex), entry.r);
}

TEST_P(PaprEnter, IoCachingOfMemoryIsForcedToCoherentInHardwareAloneI2e) {
  const Hpte entry = {kEntry.v, 0x049c'402a};  // I and G
  enter_exact(entry);
  EXPECT_EQ(world.hardware(kIndex).r, 0x10'049c'4012U);
  EXPECT_EQ(world.image.guest_r(kIndex), entry.r);
}

TEST_P(PaprEnter, UnknownPageSizeAndReservedSegmentSizeAreRefusedR44R46) {
  EXPECT_EQ(enter_exact({kEntry.v | hpte_v::kLarge, 0x0400'2012}), kRefused);
  EXPECT_EQ(enter_exact({kEntry.v | hpte_v::kLarge, 0x0402'8012}), kRefused);
  EXPECT_EQ(enter_exact({kEntry.v | ibm_bit(0), kEntry.r}), kRefused);
  EXPECT_EQ(world.port.trace(), "");
}

TEST_P(PaprEnter, EachPageSizeThatKvmKnowsIsAcceptedR44) {
  constexpr std::uint64_t kLowBits[] = {0x0012, 0x1012, 0x7012, 0x8012, 0x3'8012};
  for (const std::uint64_t low : kLowBits) {
    const EnterResult entered = enter(0, kIndex, {kEntry.v | hpte_v::kLarge, 0x0400'0000 | low});
    EXPECT_EQ(entered.status, HcallStatus::kSuccess) << std::hex << low;
    EXPECT_EQ(world.hardware(entered.slot).r, 0x10'0400'0000 | low);
  }
}

TEST_P(PaprEnter, PageThatItsSlotCannotHoldIsRefusedR46) {
  const std::uint64_t large = kEntry.v | hpte_v::kLarge;
  EXPECT_EQ(enter_exact({large, 0x4100'0012}), kRefused);  // 16M page on 64K host pages
  EXPECT_EQ(enter_exact({large, 0x6100'0012}), kRefused);  // 16M page in a slot at 60010000
  EXPECT_EQ(enter_exact({large, 0x4100'1012}).status, HcallStatus::kSuccess);
}

TEST_P(PaprEnter, SlotOutsideTheTableIsRefusedI0) {
  const HpteIndex last(world.image.geometry().hptes() - 1);
  EXPECT_EQ(enter(hcall_flag::kExact, last).status, HcallStatus::kSuccess);
  EXPECT_EQ(enter(hcall_flag::kExact, last + 1), kRefused);
  EXPECT_EQ(enter(0, last + 1), kRefused);
}

TEST_P(PaprEnter, TakesTheFirstFreeSlotOfThePtegI2b) {
  for (unsigned i = 0; i < kHptesPerPteg; ++i) {
    EXPECT_EQ(enter(0, HpteIndex(0x125)),
              (EnterResult{HcallStatus::kSuccess, HpteIndex(0x120) + i}));
  }
  EXPECT_EQ(enter(0, HpteIndex(0x125)), kFull);
  EXPECT_EQ(enter(0, HpteIndex(0x128)).slot, HpteIndex(0x128));
}

TEST_P(PaprEnter, ExactTakesThatSlotOrNoneI2b) {
  EXPECT_EQ(enter(hcall_flag::kExact, HpteIndex(0x125)).slot, HpteIndex(0x125));
  EXPECT_EQ(enter(hcall_flag::kExact, HpteIndex(0x125)), kFull);
  EXPECT_EQ(world.hardware(HpteIndex(0x125)).v, kEntry.v);
}

TEST_P(PaprEnter, AbsentEntryOccupiesItsSlotJ8) {
  world.place(kIndex, {kEntry.v, kMmio | 0x2a});
  EXPECT_EQ(enter_exact(kEntry), kFull);
  EXPECT_FALSE(any(world.image.load(kIndex, HpteDword::k0), hpte_v::kHvLock));
}

TEST_P(PaprEnter, WritesDword1BeforeDword0AndUnlocksWithItG1) {
  enter_exact(kEntry);
  EXPECT_EQ(world.port.trace(), "load0 stcx isync store_guest load_rc store1 eieio store0 ptesync");
}

TEST_P(PaprEnter, WalkersSeeNoEntryUntilDword0IsStoredG1) {
  world.port.before("store0", 1, [&] {
    EXPECT_EQ(world.image.load(kIndex, HpteDword::k0), hpte_v::kHvLock);
    EXPECT_EQ(world.hardware(kIndex).r, 0x10'049c'4012U);
  });
  enter_exact(kEntry);
  EXPECT_EQ(world.hardware(kIndex).v, kEntry.v);
}

TEST_P(PaprEnter, FirstPassSkipsALockedFreeSlotJ8) {
  world.other_locks(HpteIndex(0x120));
  EXPECT_EQ(enter(0, HpteIndex(0x120)).slot, HpteIndex(0x121));
  EXPECT_EQ(world.port.count("spin"), 0);
}

TEST_P(PaprEnter, SecondPassWaitsForALockedFreeSlotJ8) {
  fill(PtegIndex(0x24));
  const HpteIndex free_slot(0x122);
  world.image.store(free_slot, HpteDword::k0, hpte_v::kHvLock);
  world.port.before("spin", 3, [&] { world.other_unlocks(free_slot); });
  EXPECT_EQ(enter(0, HpteIndex(0x120)), (EnterResult{HcallStatus::kSuccess, free_slot}));
  EXPECT_EQ(world.port.count("spin"), 3);
}

TEST_P(PaprEnter, SecondPassFindsASlotFreedAfterTheFirstJ8) {
  fill(PtegIndex(0x24));
  const HpteIndex freed(0x127);
  // The ninth load of a dword 0 is the second pass's first.
  world.port.before("load0", 9, [&] { world.image.store(freed, HpteDword::k0, 0); });
  EXPECT_EQ(enter(0, HpteIndex(0x120)), (EnterResult{HcallStatus::kSuccess, freed}));
}

TEST_P(PaprEnter, FullPtegIsLeftUnlockedJ8) {
  fill(PtegIndex(0x24));
  EXPECT_EQ(enter(0, HpteIndex(0x120)), kFull);
  for (unsigned i = 0; i < kHptesPerPteg; ++i) {
    EXPECT_EQ(world.hardware(HpteIndex(0x120) + i).v, kEntry.v);
  }
}

TEST_P(PaprEnter, LostReservationPutsTheNextSlotInItsPlaceJ8) {
  world.port.before("stcx", 1, [&] { world.other_locks(HpteIndex(0x120)); });
  EXPECT_EQ(enter(0, HpteIndex(0x120)).slot, HpteIndex(0x121));
}

TEST_P(PaprEnter, ExactWaitsForAReaderWhoHoldsTheFreeSlotJ8) {
  world.other_locks(kIndex);
  world.port.before("spin", 2, [&] { world.other_unlocks(kIndex); });
  EXPECT_EQ(enter_exact(kEntry).status, HcallStatus::kSuccess);
  EXPECT_EQ(world.port.count("spin"), 2);
}

TEST_P(PaprEnter, ExactIsFullIfTheSlotIsTakenWhileWaitingJ8) {
  world.other_locks(kIndex);
  world.port.before("spin", 1, [&] { world.image.store(kIndex, HpteDword::k0, kEntry.v); });
  EXPECT_EQ(enter_exact({0x2ff81, 0x5012}), kFull);
  EXPECT_EQ(world.image.load(kIndex, HpteDword::k0), kEntry.v);
}

RC_GTEST_PROP(PaprEnterLaw, GuestReadsBackWhatItEnteredR47,
              (std::uint64_t v, std::uint64_t r, bool isa300)) {
  PaprWorld world(isa300 ? HpteFormat::isa300 : HpteFormat::isa207);
  // 52 bits of AVPN and software bits are what both formats keep, and 4K pages go anywhere.
  const Hpte entry = {v & ibm_bits(12, 63) & ~hpte_v::kLarge, r};
  const EnterResult entered = h_enter(world.port, world.partition, 0, kIndex, entry);
  RC_ASSERT(entered.status == HcallStatus::kSuccess);
  const Hpte expected = {(entry.v & ~(hpte_v::kHvLock | hpte_v::kAbsent)) | hpte_v::kValid,
                         r & ~hpte_r::kModified};
  RC_ASSERT(h_read(world.port, world.partition, 0, entered.slot).entries[0] == expected);
  RC_ASSERT(guest_view(world.image, entered.slot) == expected);
}

TEST_P(PaprEnter, WaitsForALockedFirstSlotOfAFullPtegJ8) {
  for (unsigned i = 1; i < kHptesPerPteg; ++i) world.place(HpteIndex(0x120) + i, kEntry);
  world.other_locks(HpteIndex(0x120));
  world.port.before("spin", 1, [&] { world.other_unlocks(HpteIndex(0x120)); });
  const EnterResult entered = enter(0, HpteIndex(0x125));
  EXPECT_EQ(entered, (EnterResult{HcallStatus::kSuccess, HpteIndex(0x120)}));
}

TEST_P(PaprEnter, LooksAtAnOccupiedSlotBeforeItTakesTheLockJ8) {
  world.place(kIndex, kEntry);
  enter_exact(kEntry);
  EXPECT_EQ(world.port.trace(), "load0 isync load0 stcx isync lwsync store0");
}

TEST(PaprEnterResult, IsASuccessThatReturnsNothingUnlessSet) {
  EXPECT_EQ(EnterResult(), (EnterResult{HcallStatus::kSuccess, HpteIndex(0)}));
}

}  // namespace
}  // namespace htabsim
