// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_clear_rc.h"

#include <gtest/gtest.h>

#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

class PaprClear : public BothFormats {
 protected:
  static constexpr ClearResult kNotFound = {HcallStatus::kNotFound, 0};

  ClearResult clear_ref() { return h_clear_ref(world.port, world.partition, kIndex); }
  ClearResult clear_mod() { return h_clear_mod(world.port, world.partition, kIndex); }
  /// An entry with R and C set in both copies and nothing noted.
  void place_used() {
    world.place(kIndex, {kEntry.v, kEntry.r | hpte_r::kRc});
    world.hardware_sets_r(kIndex);
    world.hardware_sets_c(kIndex);
  }
};
INSTANTIATE_TEST_SUITE_P(Formats, PaprClear, kBothFormats, format_name);

TEST_P(PaprClear, RefClearsRInBothCopiesAndReturnsTheOldDwordI7) {
  place_used();
  EXPECT_EQ(clear_ref(), (ClearResult{HcallStatus::kSuccess, kEntry.r | hpte_r::kRc}));
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | hpte_r::kChanged);
  EXPECT_EQ(world.hardware(kIndex), (Hpte{kEntry.v, 0x10'049c'4012 | hpte_r::kChanged}));
  EXPECT_EQ(world.image.page_rc(kPage), hpte_r::kReferenced);
}

TEST_P(PaprClear, ModClearsCInBothCopiesAndReturnsTheOldDwordI7) {
  place_used();
  EXPECT_EQ(clear_mod(), (ClearResult{HcallStatus::kSuccess, kEntry.r | hpte_r::kRc}));
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | hpte_r::kReferenced);
  EXPECT_EQ(world.hardware(kIndex), (Hpte{kEntry.v, 0x10'049c'4012 | hpte_r::kReferenced}));
  EXPECT_EQ(world.image.page_rc(kPage), kDirtyPage);
}

TEST_P(PaprClear, RefStoresOneByteAndNeedsNoVZeroG4) {
  place_used();
  clear_ref();
  EXPECT_EQ(
      world.port.trace(),
      "load0 stcx isync load1 load_guest store_guest stb tlbie eieio tlbsync ptesync merge_rc "
      "lwsync store0");
}

TEST_P(PaprClear, RefDoesNotLoseACThatHardwareStoresMeanwhileF1) {
  world.place(kIndex, kEntry);
  world.hardware_sets_r(kIndex);
  world.port.before("stb", 1, [&] { world.hardware_sets_c(kIndex); });
  EXPECT_EQ(clear_ref().old_r, kEntry.r | hpte_r::kReferenced);
  EXPECT_EQ(world.hardware(kIndex).r, 0x10'049c'4012 | hpte_r::kChanged);
}

TEST_P(PaprClear, RefOfAnUnreferencedPageTouchesNoHardwareI7) {
  world.place(kIndex, kEntry);
  EXPECT_EQ(clear_ref(), (ClearResult{HcallStatus::kSuccess, kEntry.r}));
  EXPECT_EQ(world.port.trace(), "load0 stcx isync load1 load_guest lwsync store0");
}

TEST_P(PaprClear, ModMakesTheEntryAbsentAndSeesALateCI7) {
  world.place(kIndex, kEntry);
  world.port.before("tlbsync", 1, [&] {
    const std::uint64_t meanwhile = hpte_v::kAbsent | hpte_v::kHvLock;
    EXPECT_EQ(world.hardware(kIndex).v, (kEntry.v & ~hpte_v::kValid) | meanwhile);
    world.hardware_sets_c(kIndex);
  });
  EXPECT_EQ(clear_mod(), (ClearResult{HcallStatus::kSuccess, kEntry.r | hpte_r::kChanged}));
  EXPECT_EQ(world.hardware(kIndex), (Hpte{kEntry.v, 0x10'049c'4012}));
  EXPECT_EQ(world.image.page_rc(kPage), kDirtyPage);
  EXPECT_EQ(
      world.port.trace(),
      "load0 stcx isync load1 load_guest store0 ptesync tlbie eieio tlbsync ptesync load1 store1 "
      "merge_rc lwsync store0");
}

TEST_P(PaprClear, ModOfAnUnchangedPageMarksNothingI7) {
  world.place(kIndex, kEntry);
  EXPECT_EQ(clear_mod(), (ClearResult{HcallStatus::kSuccess, kEntry.r}));
  EXPECT_EQ(world.image.page_rc(kPage), 0U);
  EXPECT_EQ(world.hardware(kIndex), (Hpte{kEntry.v, 0x10'049c'4012}));
}

TEST_P(PaprClear, NotedOnlyIfTheGuestsCopyHadTheBitR53) {
  world.place(kIndex, kEntry);
  world.hardware_sets_r(kIndex);
  world.hardware_sets_c(kIndex);
  world.partition.hpte_mod_interest = 1;
  clear_ref();
  clear_mod();
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r);

  world.image.set_guest_r(kIndex, kEntry.r | hpte_r::kRc);
  clear_ref();
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | hpte_r::kChanged | hpte_r::kModified);
  world.image.set_guest_r(kIndex, kEntry.r | hpte_r::kChanged);
  EXPECT_EQ(clear_mod().old_r, kEntry.r | hpte_r::kChanged);
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | hpte_r::kModified);
}

// kvmppc_h_clear_ref and _mod return rev->guest_rpte as they found it, HPTE_GR_MODIFIED included.
TEST_P(PaprClear, KvmReturnsItsModifiedFlagOthersDoNotI7D11) {
  world.place(kIndex, kEntry);
  world.partition.hpte_mod_interest = 1;
  for (const auto& [flavour, flag] : {std::pair(PaprFlavour::kvm, hpte_r::kModified),
                                      std::pair(PaprFlavour::lopar, std::uint64_t{0})}) {
    world.partition.flavour = flavour;
    world.image.set_guest_r(kIndex, kEntry.r | hpte_r::kModified);
    EXPECT_EQ(clear_ref().old_r, kEntry.r | flag);
    EXPECT_EQ(clear_mod().old_r, kEntry.r | flag);
  }
}

TEST_P(PaprClear, AbsentEntryHasTheGuestsBitsOnlyI7) {
  world.place(kIndex, {kEntry.v, (kMmio | 0x2a) | hpte_r::kRc});
  EXPECT_EQ(clear_ref().old_r, (kMmio | 0x2a) | hpte_r::kRc);
  EXPECT_EQ(clear_mod().old_r, (kMmio | 0x2a) | hpte_r::kChanged);
  EXPECT_EQ(world.image.guest_r(kIndex), kMmio | 0x2a);
  EXPECT_EQ(world.port.count("tlbie"), 0);
}

TEST_P(PaprClear, InvalidEntryAndSlotOutsideTheTableI7) {
  EXPECT_EQ(clear_ref(), kNotFound);
  EXPECT_EQ(clear_mod(), kNotFound);
  EXPECT_EQ(world.image.load(kIndex, HpteDword::k0), 0U);
  const HpteIndex end(world.image.geometry().hptes());
  EXPECT_EQ(h_clear_ref(world.port, world.partition, end).status, HcallStatus::kParameter);
  EXPECT_EQ(h_clear_mod(world.port, world.partition, end).status, HcallStatus::kParameter);
}

TEST_P(PaprClear, SpinsWhileAReaderHoldsTheLockJ8) {
  place_used();
  world.other_locks(kIndex);
  world.port.before("spin", 2, [&] { world.other_unlocks(kIndex); });
  EXPECT_EQ(clear_mod().status, HcallStatus::kSuccess);
  EXPECT_EQ(world.port.count("spin"), 2);
}

TEST_P(PaprClear, OutsideTheTableReturnsNothingI0) {
  const HpteIndex end(world.image.geometry().hptes());
  constexpr ClearResult kRefused = {HcallStatus::kParameter, 0};
  EXPECT_EQ(h_clear_ref(world.port, world.partition, end), kRefused);
  EXPECT_EQ(h_clear_mod(world.port, world.partition, end), kRefused);
}

TEST(PaprClearResult, IsASuccessThatReturnsNothingUnlessSet) {
  EXPECT_EQ(ClearResult(), (ClearResult{HcallStatus::kSuccess, 0}));
}

}  // namespace
}  // namespace htabsim
