// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/slb.h"

#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/isa/slb_fields.h"
#include "tests/model/base/round_trip.h"
#include "tests/model/isa/b_field.h"

namespace htabsim {
namespace {

using enum Slb::Match;

constexpr std::uint64_t kValid = 0x0800'0000;
constexpr std::uint64_t kClassOne = 0x80;
constexpr std::uint64_t kEsid = 0xc000'0000'1000'0000;

/// RB of slbmte: ESID in bits 0:35, V, the slot.
constexpr std::uint64_t rb(std::uint64_t ea, unsigned slot) {
  return (ea & 0xffff'ffff'f000'0000) | kValid | slot;
}

std::vector<unsigned> valid_slots(const Slb& slb) {
  std::vector<unsigned> slots;
  for (unsigned slot = 0; slot < Slb::kEntries; ++slot) {
    if ((slb.slbmfee(slot) & kValid) != 0) slots.push_back(slot);
  }
  return slots;
}

/// Slots 0 to 3, of 256 MB at 0x10000000 times the slot plus one; odd ones of class 1.
Slb four_entries() {
  Slb slb;
  for (unsigned slot = 0; slot < 4; ++slot) {
    slb.slbmte(slot % 2 == 1 ? kClassOne : 0, rb(0x1000'0000 * (slot + 1), slot));
  }
  return slb;
}

TEST(IsaSlb, HoldsThirtyTwoEntriesAllInvalidAtFirstB1) {
  const Slb slb;
  EXPECT_EQ(slb.entries().size(), 32);
  EXPECT_TRUE(valid_slots(slb).empty());
  EXPECT_EQ(slb.lookup(Ea(0)).match, kMiss);
}

TEST(IsaSlb, FieldsOfSlbmtesRsB2) {
  EXPECT_EQ(slb_vsid::kB, 0xc000'0000'0000'0000U);     // 0:1
  EXPECT_EQ(slb_vsid::kVsid, 0x3fff'ffff'ffff'f000U);  // 2:51
  EXPECT_EQ(slb_vsid::kKs, 0x800U);
  EXPECT_EQ(slb_vsid::kKp, 0x400U);
  EXPECT_EQ(slb_vsid::kNoExecute, 0x200U);
  EXPECT_EQ(slb_vsid::kLarge, 0x100U);
  EXPECT_EQ(slb_vsid::kClass, 0x80U);
  EXPECT_EQ(slb_vsid::kLp, 0x30U);  // 58:59
}

TEST(IsaSlb, FieldsOfSlbmtesRbB2) {
  EXPECT_EQ(slb_esid::kEsid, 0xffff'ffff'f000'0000U);    // 0:35
  EXPECT_EQ(slb_esid::kEsid1T, 0xffff'ff00'0000'0000U);  // 0:23
  EXPECT_EQ(slb_esid::kValid, 0x0800'0000U);
  EXPECT_EQ(slb_esid::kIndex, 0xfffU);  // 52:63
}

TEST(IsaSlb, WrittenEntryTranslatesItsSegmentB2) {
  Slb slb;
  slb.slbmte(0x1'2345'6000 | 0x800 | 0x110, rb(0x1'2000'0000, 7));
  const Slb::Lookup found = slb.lookup(Ea(0x1'2fff'ffff));
  ASSERT_EQ(found.match, kHit);
  EXPECT_EQ(found.slot, 7U);
  EXPECT_EQ(found.segment.vsid, Vsid(0x12'3456));
  EXPECT_EQ(found.segment.base_page, PageSize::page_64k);
  EXPECT_TRUE(found.segment.supervisor_key);
  EXPECT_FALSE(found.segment.problem_key);
}

TEST(IsaSlb, WriteGivesBackWhatItReplacesB2) {
  Slb slb;
  EXPECT_FALSE(slb.slbmte(0x1000, rb(0x1000'0000, 3)).valid());
  const SlbEntry before = slb.slbmte(0x2000, rb(0x2000'0000, 3));
  EXPECT_TRUE(before.valid());
  EXPECT_EQ(before.vsid_word, 0x1000);
  EXPECT_TRUE(before.covers(Ea(0x1000'0000)));
  EXPECT_EQ(slb.lookup(Ea(0x1000'0000)).match, kMiss);
  EXPECT_EQ(slb.lookup(Ea(0x2000'0000)).match, kHit);
}

TEST(IsaSlb, WriteWithoutValidBitInvalidatesTheSlotB2) {
  Slb slb;
  slb.slbmte(0x1000, rb(0x1000'0000, 3));
  slb.slbmte(0x1000, rb(0x1000'0000, 3) & ~kValid);
  EXPECT_EQ(slb.lookup(Ea(0x1000'0000)).match, kMiss);
}

TEST(IsaSlb, SlotsAreCountedModuloThirtyTwoB2) {
  Slb slb;
  slb.slbmte(0x1000, kEsid | kValid | (32 + 5));
  EXPECT_EQ(slb.slbmfee(5), kEsid | kValid);
  EXPECT_EQ(slb.lookup(Ea(kEsid)).slot, 5U);
}

TEST(IsaSlb, HighestVsidBitIsNotPartOfBB2) {
  // VSID bit 2 set: B is still 01, and EA bits 24:35 do not count.
  Slb slb;
  slb.slbmte(k1T | 0x2000'0000'0000'0000, kEsid | kValid);
  const Slb::Lookup found = slb.lookup(Ea(0xc000'00ff'f000'0000));
  ASSERT_EQ(found.match, Slb::Match::kHit);
  EXPECT_EQ(found.segment.vsid, Vsid(0x20'0000'0000));
}

TEST(IsaSlb, ReservedEncodingsTranslateNothingB3) {
  for (const std::uint64_t rs : {std::uint64_t{0x130}, std::uint64_t{0x10}, k1T << 1}) {
    Slb slb;
    slb.slbmte(rs, rb(0x1000'0000, 0));
    EXPECT_EQ(slb.lookup(Ea(0x1000'0000)).match, kMiss) << std::hex << rs;
  }
}

TEST(IsaSlb, Segment256MMatchesThirtySixBitsB4) {
  Slb slb;
  slb.slbmte(0, rb(0x8000'0000'3000'0000, 0));
  EXPECT_EQ(slb.lookup(Ea(0x8000'0000'3000'0000)).match, kHit);
  EXPECT_EQ(slb.lookup(Ea(0x8000'0000'3fff'ffff)).match, kHit);
  EXPECT_EQ(slb.lookup(Ea(0x8000'0000'2fff'ffff)).match, kMiss);
  EXPECT_EQ(slb.lookup(Ea(0x8000'0000'4000'0000)).match, kMiss);
  EXPECT_EQ(slb.lookup(Ea(0x3000'0000)).match, kMiss);
}

TEST(IsaSlb, Segment1TMatchesTwentyFourBitsB4) {
  Slb slb;
  slb.slbmte(k1T, rb(0x8000'0300'0000'0000, 0));
  EXPECT_EQ(slb.lookup(Ea(0x8000'0300'0000'0000)).match, kHit);
  EXPECT_EQ(slb.lookup(Ea(0x8000'03ff'ffff'ffff)).match, kHit);
  EXPECT_EQ(slb.lookup(Ea(0x8000'02ff'ffff'ffff)).match, kMiss);
  EXPECT_EQ(slb.lookup(Ea(0x8000'0400'0000'0000)).match, kMiss);
}

TEST(IsaSlb, TwoMatchesAreAMultihitB5) {
  Slb slb;
  slb.slbmte(0x1000, rb(0x1000'0000, 2));
  slb.slbmte(0x2000, rb(0x1000'0000, 9));
  EXPECT_EQ(slb.lookup(Ea(0x1000'0000)).match, kMultihit);
  EXPECT_EQ(slb.lookup(Ea(0x2000'0000)).match, kMiss);
}

TEST(IsaSlb, SmallSegmentWithinALargeOneIsAMultihitB5) {
  Slb slb;
  slb.slbmte(0x1000, rb(0x100'3000'0000, 0));
  slb.slbmte(k1T, rb(0x100'0000'0000, 1));
  EXPECT_EQ(slb.lookup(Ea(0x100'3000'0000)).match, kMultihit);
  EXPECT_EQ(slb.lookup(Ea(0x100'4000'0000)).match, kHit);
}

TEST(IsaSlb, InvalidDuplicateIsNoMultihitB5) {
  Slb slb;
  slb.slbmte(0x1000, rb(0x1000'0000, 2));
  slb.slbmte(0x2000, rb(0x1000'0000, 9) & ~kValid);
  EXPECT_EQ(slb.lookup(Ea(0x1000'0000)).match, kHit);
}

TEST(IsaSlb, ReadBackEsidAndVWithoutTheIndexB7) {
  Slb slb;
  slb.slbmte(0x1'2345'6c90, rb(0xc000'0000'1000'0000, 31));
  EXPECT_EQ(slb.slbmfee(31), 0xc000'0000'1800'0000);
  EXPECT_EQ(slb.slbmfev(31), 0x1'2345'6c90);
  EXPECT_EQ(slb.slbmfee(30) & kValid, 0);
}

TEST(IsaSlb, InvalidatedEntryKeepsItsOtherFieldsB7) {
  Slb slb;
  slb.slbmte(0x1000, kEsid | kValid | 3);
  slb.slbmte(0x2000, 0x2000'0000 | kValid | 4);
  slb.slbie(kEsid);
  EXPECT_EQ(slb.slbmfee(3), kEsid);
  EXPECT_EQ(slb.slbmfev(3), 0x1000U);
  slb.slbia(0);
  EXPECT_EQ(slb.slbmfee(4), 0x2000'0000U);
  EXPECT_EQ(slb.slbmfev(4), 0x2000U);
}

TEST(IsaSlb, SlbfeeFindsAnEntryByItsEffectiveAddressB7) {
  Slb slb;
  slb.slbmte(0x1234'5000, 0x1000'0000'0800'0003);
  EXPECT_EQ(slb.slbfee(0x1000'0000'0000'0000), 0x1234'5000U);
  EXPECT_EQ(slb.slbfee(0x1000'0000'0fff'ffff), 0x1234'5000U);
  EXPECT_EQ(slb.slbfee(0x1000'0000'1000'0000), std::nullopt);  // the next segment
}

TEST(IsaSlb, SlbfeeHasNoAnswerToTwoMatchesB5B7) {
  Slb slb;
  slb.slbmte(0x1000, 0x1000'0000'0800'0003);
  slb.slbmte(0x2000, 0x1000'0000'0800'0007);
  EXPECT_EQ(slb.slbfee(0x1000'0000'0000'0000), std::nullopt);
}

TEST(IsaSlb, SlbfeeDoesNotFindAnInvalidEntryB7) {
  Slb slb;
  slb.slbmte(0x1000, 0x1000'0000'0800'0003);
  slb.slbie(0x1000'0000'0000'0000);
  EXPECT_EQ(slb.slbfee(0x1000'0000'0000'0000), std::nullopt);
}

TEST(IsaSlb, SlbieTakesOnlyTheMatchingEntryB8) {
  Slb slb = four_entries();
  slb.slbie(0x2000'0000 | kClassOne << 20);  // the class is at RB's bit 36
  EXPECT_EQ(valid_slots(slb), (std::vector<unsigned>{0, 2, 3}));
  EXPECT_EQ(slb.lookup(Ea(0x2000'0000)).match, kMiss);
}

TEST(IsaSlb, SlbieOf1TSegmentMatchesTwentyFourBitsB8) {
  Slb slb;
  slb.slbmte(k1T, rb(0x100'0000'0000, 5));
  slb.slbie(0x200'0000'0000 | 0x0200'0000);
  EXPECT_EQ(valid_slots(slb), std::vector<unsigned>{5});
  slb.slbie(0x1ab'0000'0000 | 0x0200'0000);  // B = 01 at bits 37:38
  EXPECT_TRUE(valid_slots(slb).empty());
}

TEST(IsaSlb, SlbieReachesSlotZeroB8) {
  Slb slb = four_entries();
  slb.slbie(0x1000'0000);
  EXPECT_EQ(valid_slots(slb), (std::vector<unsigned>{1, 2, 3}));
}

class IsaSlbiaHint : public testing::TestWithParam<unsigned> {};

TEST_P(IsaSlbiaHint, LeavesOnlySlotZeroB9) {
  Slb slb = four_entries();
  slb.slbia(GetParam());
  EXPECT_EQ(valid_slots(slb), std::vector<unsigned>{0});
}
INSTANTIATE_TEST_SUITE_P(Classic, IsaSlbiaHint, testing::Values(0U, 1U, 2U, 6U));

TEST(IsaSlb, SlbiaHint3TakesClassOneOnlySlotZeroIncludedB9) {
  Slb slb = four_entries();
  slb.slbia(3);
  EXPECT_EQ(valid_slots(slb), (std::vector<unsigned>{0, 2}));
  slb.slbmte(kClassOne, rb(0x1000'0000, 0));
  slb.slbia(3);
  EXPECT_EQ(valid_slots(slb), std::vector<unsigned>{2});
}

TEST(IsaSlb, SlbiaHint4TakesEveryEntryB9) {
  Slb slb = four_entries();
  slb.slbia(4);
  EXPECT_TRUE(valid_slots(slb).empty());
}

TEST(IsaSlb, SlbiaHint7TakesNoEntryB9) {
  Slb slb = four_entries();
  slb.slbia(7);
  EXPECT_EQ(valid_slots(slb).size(), 4);
}

RC_GTEST_PROP(IsaSlb, ReadBackGivesWhatWasWrittenB7, (std::uint64_t rs, std::uint64_t esid)) {
  const auto slot = *rc::gen::inRange(0U, Slb::kEntries);
  Slb slb;
  slb.slbmte(rs, rb(esid, slot));
  RC_ASSERT(slb.slbmfev(slot) == rs);
  RC_ASSERT(slb.slbmfee(slot) == ((esid & 0xffff'ffff'f000'0000) | kValid));
}

TEST(IsaSlb, EntryIsZeroAndALookupFindsNothingUnlessSet) {
  EXPECT_EQ(SlbEntry(), (SlbEntry{0, 0}));
  EXPECT_EQ(Slb::Lookup().match, kMiss);
  EXPECT_EQ(Slb::Lookup().slot, 0U);
}

/// One with the same entries that has not looked up anything.
Slb fresh(const Slb& slb) {
  Slb copy;
  for (unsigned slot = 0; slot < Slb::kEntries; ++slot) {
    const SlbEntry& entry = slb.entries()[slot];
    copy.slbmte(entry.vsid_word, entry.esid_word | slot);
  }
  return copy;
}

RC_GTEST_PROP(IsaSlb, WhatItRemembersOfALookupNeverDecides,
              (const std::vector<std::uint16_t>& steps)) {
  Slb slb;
  for (const std::uint16_t step : steps) {
    const std::uint64_t segment = std::uint64_t{step} / 8 % 4 << 28;
    switch (step % 8) {
      case 0:
        slb.slbmte(std::uint64_t{step} << 12, segment | 1 << 27 | step / 32 % 32);
        break;
      case 1:
        slb.slbie(segment);
        break;
      case 2:
        slb.slbia(step / 32 % 8);
        break;
      default:
        const Slb::Lookup found = slb.lookup(Ea(segment | step));
        const Slb::Lookup expected = fresh(slb).lookup(Ea(segment | step));
        RC_ASSERT(found.match == expected.match);
        RC_ASSERT(found.match == Slb::Match::kMiss || found.slot == expected.slot);
        RC_ASSERT(found.segment == expected.segment);
    }
  }
}

TEST(IsaSlb, LoadedOneTranslatesAsTheSavedOneDoes) {
  Slb saved = four_entries();
  saved.slbie(0x2000'0000);
  Slb loaded;
  EXPECT_EQ(loaded.lookup(Ea(0x1000'0000)).match, kMiss);  // which it must forget
  EXPECT_TRUE(load_saved(saved, loaded));
  EXPECT_EQ(loaded.entries(), saved.entries());
  EXPECT_EQ(loaded.lookup(Ea(0x1000'0000)).match, kHit);
  EXPECT_EQ(loaded.lookup(Ea(0x2000'0000)).match, kMiss);
}

}  // namespace
}  // namespace htabsim
