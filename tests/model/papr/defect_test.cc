// SPDX-License-Identifier: Apache-2.0
//
// What each defect of an hcall leaves undone, and that no other defect does.
#include <gtest/gtest.h>

#include "htabsim/model/papr/h_protect.h"
#include "htabsim/model/papr/h_remove.h"
#include "htabsim/model/papr/locked_hpte.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

constexpr Defect kAllDefects[] = {Defect::none, Defect::enter_not_noted, Defect::protect_not_noted,
                                  Defect::protect_without_lock, Defect::remove_reads_rc_early};

bool noted(const PaprWorld& world) { return any(world.image.guest_r(kIndex), hpte_r::kModified); }

class HcallDefects : public testing::TestWithParam<HpteFormat> {
 protected:
  /// For each defect: a world that has it, in which a reader of the stream is interested.
  template <class Check>
  void for_each(Check check) {
    for (const Defect defect : kAllDefects) {
      PaprWorld world(GetParam());
      world.partition.defect = defect;
      world.partition.hpte_mod_interest = 1;
      check(world, defect);
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Formats, HcallDefects, kBothFormats, format_name);

TEST_P(HcallDefects, EnterIsNotedButForItsDefectR53) {
  for_each([](PaprWorld& world, Defect defect) {
    world.place(kIndex, kEntry);
    EXPECT_EQ(noted(world), defect != Defect::enter_not_noted);
  });
}

TEST_P(HcallDefects, ProtectIsNotedButForItsDefectR53) {
  for_each([](PaprWorld& world, Defect defect) {
    world.place(kIndex, kEntry);
    world.image.set_guest_r(kIndex, kEntry.r);
    h_protect(world.port, world.partition, 3, kIndex, 0);
    EXPECT_EQ(noted(world), defect != Defect::protect_not_noted);
    EXPECT_EQ(guest_view(world.image, kIndex), (Hpte{kEntry.v, kEntry.r | 3}));
  });
}

TEST_P(HcallDefects, ProtectTakesTheLockButForItsDefectJ8) {
  for_each([](PaprWorld& world, Defect defect) {
    world.place(kIndex, kEntry);
    world.other_locks(kIndex);
    world.port.before("spin", 1, [&] { world.other_unlocks(kIndex); });
    const bool locks = defect != Defect::protect_without_lock;
    EXPECT_EQ(h_protect(world.port, world.partition, 3, kIndex, 0), HcallStatus::kSuccess);
    EXPECT_EQ(world.port.count("spin"), locks ? 1 : 0);
    EXPECT_EQ(world.port.count("stcx"), locks ? 1 : 0);
    EXPECT_EQ(guest_view(world.image, kIndex), (Hpte{kEntry.v, kEntry.r | 3}));
  });
}

TEST_P(HcallDefects, EntryThatIsReadWithoutTheLockLooksAsIfItWereHeld) {
  PaprWorld world(GetParam());
  world.place(kIndex, kEntry);
  const std::uint64_t unlocked = world.image.load(kIndex, HpteDword::k0);
  world.other_locks(kIndex);
  const LockedHpte read = read_unlocked_entry(world.port, kIndex);
  EXPECT_EQ(read.index, kIndex);
  EXPECT_EQ(read.dword0, unlocked);
  EXPECT_EQ(read.entry, (Hpte{kEntry.v, 0x10'049c'4012}));
}

TEST_P(HcallDefects, RemoveSeesLateRAndCButForItsDefectF3) {
  for_each([](PaprWorld& world, Defect defect) {
    world.place(kIndex, kEntry);
    world.port.before("tlbsync", 1, [&] { world.hardware_sets_c(kIndex); });
    const std::uint64_t late = defect == Defect::remove_reads_rc_early ? 0 : hpte_r::kChanged;
    EXPECT_EQ(h_remove(world.port, world.partition, 0, kIndex, 0).entry,
              (Hpte{kEntry.v, kEntry.r | late}));
  });
}

}  // namespace
}  // namespace htabsim
