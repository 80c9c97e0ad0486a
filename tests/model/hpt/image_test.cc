// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/image.h"

#include <optional>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/base/round_trip.h"
#include "tests/model/hpt/hpte_bits.h"

namespace htabsim {
namespace {

constexpr HpteIndex kIndex{0x123};
using namespace hpte_bits;

HptImage image_with(Hpte memory, HpteFormat format = HpteFormat::isa207) {
  HptImage image(HptGeometry(18, format));
  image.store(kIndex, HpteDword::k0, memory.v);
  image.store(kIndex, HpteDword::k1, memory.r);
  return image;
}

TEST(HptImage, IsEmptyAtFirst) {
  const HptImage image(HptGeometry(18));
  EXPECT_EQ(image.read(HpteIndex(16383)), Hpte{});
  EXPECT_EQ(image.guest_r(kIndex), 0);
}

TEST(HptImage, DwordsAreStoredApart) {
  HptImage image(HptGeometry(18));
  image.store(kIndex, HpteDword::k1, 0x2222);
  EXPECT_EQ(image.read(kIndex), (Hpte{0, 0x2222}));
  image.store(kIndex, HpteDword::k0, 0x1111);
  EXPECT_EQ(image.load(kIndex, HpteDword::k0), 0x1111);
  EXPECT_EQ(image.load(kIndex, HpteDword::k1), 0x2222);
  EXPECT_EQ(image.read(kIndex + 1), Hpte{});
}

TEST(HptImage, PtegIsItsEightEntriesInOrderC6) {
  HptImage image(HptGeometry(18));
  for (unsigned slot = 0; slot < 10; ++slot) {
    image.store(HpteIndex(23 + slot), HpteDword::k0, slot + 1);
  }
  const Pteg line = image.read_pteg(PtegIndex(3));  // entries 24 to 31
  for (unsigned slot = 0; slot < 8; ++slot) EXPECT_EQ(line[slot].v, slot + 2);
}

RC_GTEST_PROP(HptImage, ReferenceByteIsByte14OnlyF1, (std::uint64_t v, std::uint64_t r)) {
  HptImage image = image_with({v, r});
  const auto byte = *rc::gen::arbitrary<std::uint8_t>();
  image.store_rc_byte(kIndex, RcByte::kReferenced, byte);
  // Byte 14 of 16 is the second lowest of dword 1: bits 48:55.
  RC_ASSERT(image.read(kIndex) ==
            (Hpte{v, (r & ~std::uint64_t{0xff00}) | std::uint64_t{byte} << 8}));
}

RC_GTEST_PROP(HptImage, ChangeByteIsByte15OnlyF1, (std::uint64_t v, std::uint64_t r)) {
  HptImage image = image_with({v, r});
  const auto byte = *rc::gen::arbitrary<std::uint8_t>();
  image.store_rc_byte(kIndex, RcByte::kChanged, byte);
  RC_ASSERT(image.read(kIndex) == (Hpte{v, (r & ~std::uint64_t{0xff}) | byte}));
}

TEST(HptImage, StoreConditionalReplacesWhatIsExpectedJ8) {
  HptImage image = image_with({0x11, 0x22});
  EXPECT_TRUE(image.store_conditional(kIndex, 0x11, 0x51));
  EXPECT_EQ(image.read(kIndex), (Hpte{0x51, 0x22}));
}

TEST(HptImage, StoreConditionalLeavesWhatIsNotExpectedJ8) {
  HptImage image = image_with({0x11, 0x22});
  EXPECT_FALSE(image.store_conditional(kIndex, 0x10, 0x51));
  EXPECT_EQ(image.read(kIndex), (Hpte{0x11, 0x22}));
}

TEST(HptImage, ReverseMapWordIsApartFromTheEntryD11) {
  HptImage image = image_with({0x11, 0x22});
  image.set_guest_r(kIndex, 0x33);
  EXPECT_EQ(image.guest_r(kIndex), 0x33);
  EXPECT_EQ(image.read(kIndex), (Hpte{0x11, 0x22}));
  EXPECT_EQ(image.guest_r(kIndex + 1), 0);
}

TEST(HptImage, PageRecordGathersRAndCOfA4KPageR52) {
  HptImage image(HptGeometry(18));
  image.merge_page_rc(GuestReal(0x5000), 0x100);
  image.merge_page_rc(GuestReal(0x5fff), 0xffff'ffff'ffff'fe80);  // of these, only C
  EXPECT_EQ(image.page_rc(GuestReal(0x5123)), 0x180);
  EXPECT_EQ(image.page_rc(GuestReal(0x4fff)), 0);
  EXPECT_EQ(image.page_rc(GuestReal(0x6000)), 0);
}

TEST(HptImage, PageRecordLosesOnlyWhatIsClearedR54) {
  HptImage image(HptGeometry(18));
  image.merge_page_rc(GuestReal(0x5000), 0x180);
  image.clear_page_rc(GuestReal(0x5fff), 0x80);
  EXPECT_EQ(image.page_rc(GuestReal(0x5000)), 0x100);
}

TEST(HptImage, ResetOfThePageRecordLosesRAndCOfAllAndKeepsDirtyPagesJ1) {
  HptImage image(HptGeometry(18));
  const GuestReal far(std::uint64_t{1} << 50);
  image.merge_page_rc(GuestReal(0x5000), 0x180 | kDirtyPage);
  image.merge_page_rc(far, 0x100);
  image.reset_page_rc();
  EXPECT_EQ(image.page_rc(GuestReal(0x5000)), kDirtyPage);
  EXPECT_EQ(image.page_rc(far), 0);
}

constexpr HpteFormat k207 = HpteFormat::isa207;
constexpr HpteFormat k300 = HpteFormat::isa300;

TEST(HptGuestView, ValidEntryHasTheGuestsDword1R28) {
  // Host RPN, key 31 and read-only PP in hardware; the guest's own in its word.
  EXPECT_EQ(guest_view({0x1234'0081, 0x3000'0000'9999'9e13}, 0x1000'0192, k207),
            (Hpte{0x1234'0081, 0x1000'0192}));
}

TEST(HptGuestView, AbsentEntryIsValidR27) {
  EXPECT_EQ(guest_view({0x1234'00a0, 0}, 0x1000'0012, k207), (Hpte{0x1234'0081, 0x1000'0012}));
}

TEST(HptGuestView, LockIsNotPartOfItI6) {
  EXPECT_EQ(guest_view({0x1234'00c1, 0}, 0x12, k207).v, 0x1234'0081);
}

TEST(HptGuestView, BoltedAndSoftwareBitsAreKeptD10) {
  EXPECT_EQ(guest_view({0x1234'009f, 0}, 0x12, k207).v, 0x1234'009f);
}

TEST(HptGuestView, ModifiedFlagIsHiddenR28) {
  EXPECT_EQ(guest_view({0x81, 0}, kModified | 0x12, k207).r, 0x12);
}

TEST(HptGuestView, PendingRcOfAValidEntryShowsR28) {
  EXPECT_EQ(guest_view({0x81, 0x100}, 0x12, k207).r, 0x112);
  EXPECT_EQ(guest_view({0x81, 0x180}, 0x12, k207).r, 0x192);
  EXPECT_EQ(guest_view({0x81, 0x000}, 0x192, k207).r, 0x192);
}

TEST(HptGuestView, HardwareRcOfAnAbsentEntryDoesNotShowR28) {
  EXPECT_EQ(guest_view({0xa0, 0x180}, 0x12, k207).r, 0x12);
}

TEST(HptGuestView, InvalidEntryCarriesNoDataR32) {
  EXPECT_EQ(guest_view({0x1234'0090, 0x199}, kModified | 0x12, k207), Hpte{});
  EXPECT_EQ(guest_view({0x40, 0}, 0x12, k207), Hpte{});
}

TEST(HptGuestView, SegmentSizeComesFromDword1OnIsa300R62) {
  EXPECT_EQ(guest_view({0x81, 0x0400'0000'0000'0100}, 0x12, k300),
            (Hpte{0x4000'0000'0000'0081, 0x112}));
}

TEST(HptGuestView, GuestsDword1IsWholeOnIsa300R62) {
  EXPECT_EQ(guest_view({0x81, 0}, 0x0c00'0000'0000'0012, k300).r, 0x0c00'0000'0000'0012);
}

TEST(HptGuestView, OfAnImageJoinsEntryAndReverseMapR28) {
  for (const HpteFormat format : {k207, k300}) {
    HptImage image = image_with({0xa1, 0x100}, format);
    image.set_guest_r(kIndex, kModified | 0x12);
    EXPECT_EQ(guest_view(image, kIndex), (Hpte{0x81, 0x112}));
  }
}

TEST(HptImage, NextWrittenStopsAtEntriesAndAtReverseMapWords) {
  HptImage image(HptGeometry(46));
  const HpteIndex end(std::uint64_t{1} << 42);
  const HpteIndex entry(std::uint64_t{1} << 30);
  const HpteIndex word(std::uint64_t{1} << 40);
  constexpr std::uint64_t kChunkAtMost = 100'000;
  EXPECT_EQ(image.next_written(HpteIndex(0)), end);
  image.store(entry, HpteDword::k0, 1);
  image.set_guest_r(word, 1);
  EXPECT_EQ(image.next_written(entry), entry);
  EXPECT_EQ(image.next_written(word), word);
  const HpteIndex first = image.next_written(HpteIndex(0));
  EXPECT_TRUE(first <= entry && first > entry - kChunkAtMost) << first.value();
  const HpteIndex second = image.next_written(entry + kChunkAtMost);
  EXPECT_TRUE(second <= word && second > word - kChunkAtMost) << second.value();
  EXPECT_EQ(image.next_written(word + kChunkAtMost), end);
  EXPECT_EQ(image.next_written(end), end);
}

TEST(HptImage, LoadedOneHasEntriesReverseMapAndPageRecords) {
  HptImage saved = image_with({kValid | 0x1230, 0x5678});
  saved.set_guest_r(kIndex, 0x4000);
  saved.merge_page_rc(GuestReal(0x5000), hpte_r::kChanged | kDirtyPage);
  HptImage loaded(HptGeometry(18));
  EXPECT_EQ(loaded.chains().next_valid(HpteIndex(0)), std::nullopt);  // which it must forget
  EXPECT_TRUE(load_saved(saved, loaded));
  EXPECT_EQ(loaded.read(kIndex), saved.read(kIndex));
  EXPECT_EQ(loaded.guest_r(kIndex), 0x4000);
  EXPECT_EQ(loaded.page_rc(GuestReal(0x5000)), hpte_r::kChanged | kDirtyPage);
  EXPECT_EQ(loaded.chains().next_valid(HpteIndex(0)), kIndex);
}

}  // namespace
}  // namespace htabsim
