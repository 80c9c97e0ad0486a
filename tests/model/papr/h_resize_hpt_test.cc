// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_resize_hpt.h"

#include <gtest/gtest.h>

#include "htabsim/model/hpt/page_address.h"
#include "htabsim/model/isa/hash.h"
#include "htabsim/model/papr/h_read.h"
#include "tests/model/htab/hooked_port.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

constexpr HcallStatus kSuccess = HcallStatus::kSuccess;

/// A table that can be exchanged, with entries where their hash puts them.
class HResizeHptTest : public testing::TestWithParam<HpteFormat> {
 protected:
  HResizeHptTest() { partition.slots.add(kRam); }

  static HpteIndex home(const HptGeometry& geometry, const VirtualAddress& va, HashKind kind,
                        unsigned slot) {
    return first_slot(geometry.pteg(page_hash(va, PageSize::page_4k, kind))) + slot;
  }
  static Hpte entry(const VirtualAddress& va, HashKind kind) {
    const std::uint64_t h = kind == HashKind::kSecondary ? hpte_v::kSecondary : 0;
    return {avpn_field(va, PageSize::page_4k) | hpte_v::kBolted | hpte_v::kValid | h, 0x5012};
  }
  HpteIndex place(const VirtualAddress& va, HashKind kind, unsigned slot, Hpte e) {
    const HpteIndex index = home(image.geometry(), va, kind, slot);
    EXPECT_EQ(h_enter(port, partition, hcall_flag::kExact, index, e).status, kSuccess);
    return index;
  }
  HcallStatus resize(unsigned order) {
    EXPECT_EQ(h_resize_hpt_prepare(partition, 0, order), HcallStatus::kLongBusy100Ms);
    EXPECT_EQ(h_resize_hpt_prepare(partition, 0, order), kSuccess);
    return h_resize_hpt_commit(port, partition, 0, order);
  }
  [[nodiscard]] unsigned valid_entries() const {
    unsigned count = 0;
    for (HpteIndex i; image.geometry().contains(i); ++i) count += guest_view(image, i).v != 0;
    return count;
  }

  /// 256 MB segment, so that the VSID reaches beyond the small tables' hash.
  static constexpr VirtualAddress kPage{SegmentSize::segment_256m, Vsid(0x5'4321), 0xabc'd000};
  static constexpr VirtualAddress kPage1T{SegmentSize::segment_1t, Vsid(0x3'1415), 0x12'3456'7000};

  HptImage image{HptGeometry(20, GetParam())};
  std::vector<TlbieRb> tlbies;
  FunctionalHptPort port{image, [this](TlbieRb rb) { tlbies.push_back(rb); }};
  Partition partition;
};

TEST_P(HResizeHptTest, HostsRecordOfPagesGoesOnJ7) {
  place(kPage, HashKind::kPrimary, 3, entry(kPage, HashKind::kPrimary));
  image.merge_page_rc(GuestReal(0x5000), hpte_r::kChanged);
  EXPECT_EQ(resize(20), kSuccess);
  EXPECT_EQ(image.page_rc(GuestReal(0x5000)), hpte_r::kChanged);
}

TEST_P(HResizeHptTest, BoltedEntriesGoToTheSameSlotOfTheirNewGroupI9) {
  for (const unsigned order : {18U, 23U}) {
    image = HptImage(HptGeometry(20, GetParam()));
    place(kPage, HashKind::kPrimary, 3, entry(kPage, HashKind::kPrimary));
    place(kPage1T, HashKind::kPrimary, 6, entry(kPage1T, HashKind::kPrimary));
    ASSERT_EQ(resize(order), kSuccess);
    ASSERT_EQ(image.geometry().order(), order);
    EXPECT_EQ(port.geometry().order(), order);
    EXPECT_EQ(guest_view(image, home(image.geometry(), kPage, HashKind::kPrimary, 3)),
              entry(kPage, HashKind::kPrimary));
    EXPECT_EQ(guest_view(image, home(image.geometry(), kPage1T, HashKind::kPrimary, 6)),
              entry(kPage1T, HashKind::kPrimary));
    EXPECT_EQ(valid_entries(), 2U);
  }
}

TEST_P(HResizeHptTest, ABoltedSecondaryEntryStaysSecondaryI9) {
  place(kPage, HashKind::kSecondary, 2, entry(kPage, HashKind::kSecondary));
  ASSERT_EQ(resize(23), kSuccess);
  EXPECT_EQ(guest_view(image, home(image.geometry(), kPage, HashKind::kSecondary, 2)),
            entry(kPage, HashKind::kSecondary));
  EXPECT_EQ(valid_entries(), 1U);
}

TEST_P(HResizeHptTest, OtherEntriesAreGoneAndAllTranslationsEndI9J7) {
  Hpte loose = entry(kPage, HashKind::kPrimary);
  loose.v &= ~hpte_v::kBolted;
  place(kPage, HashKind::kPrimary, 3, loose);
  place(kPage1T, HashKind::kPrimary, 6, entry(kPage1T, HashKind::kPrimary));
  ASSERT_EQ(resize(22), kSuccess);
  EXPECT_EQ(valid_entries(), 1U);
  EXPECT_EQ(tlbies.size(), 2U);
  const Hpte moved = from_memory_format(
      image.read(home(image.geometry(), kPage1T, HashKind::kPrimary, 6)), GetParam());
  EXPECT_TRUE(any(moved.v, hpte_v::kAbsent));
  EXPECT_FALSE(any(moved.v, hpte_v::kValid | hpte_v::kHvLock));
}

TEST_P(HResizeHptTest, RAndCOfTheHardwareMoveWithTheEntryF3) {
  const HpteIndex from = place(kPage, HashKind::kPrimary, 3, entry(kPage, HashKind::kPrimary));
  const std::uint64_t dword1 = image.load(from, HpteDword::k1);
  image.store(from, HpteDword::k1, dword1 | hpte_r::kRc);
  ASSERT_EQ(resize(22), kSuccess);
  EXPECT_EQ(guest_view(image, home(image.geometry(), kPage, HashKind::kPrimary, 3)).r,
            0x5012 | hpte_r::kRc);
}

TEST_P(HResizeHptTest, TwoBoltedEntriesOnOneSlotAreTooManyAndTheOldTableStaysI9) {
  // Two pages whose hashes differ only in the bit that a table of half the size has not.
  VirtualAddress other = kPage;
  other.vsid = Vsid(kPage.vsid.value() ^ (image.geometry().ptegs() / 2));
  const HpteIndex a = place(kPage, HashKind::kPrimary, 3, entry(kPage, HashKind::kPrimary));
  const HpteIndex b = place(other, HashKind::kPrimary, 3, entry(other, HashKind::kPrimary));
  ASSERT_NE(a, b);
  EXPECT_EQ(resize(19), HcallStatus::kPtegFull);
  EXPECT_EQ(image.geometry().order(), 20U);
  EXPECT_EQ(guest_view(image, a), entry(kPage, HashKind::kPrimary));
  EXPECT_EQ(guest_view(image, b), entry(other, HashKind::kPrimary));
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), HcallStatus::kClosed);
}

TEST_P(HResizeHptTest, PrepareChecksFlagsAndOrderI9) {
  EXPECT_EQ(h_resize_hpt_prepare(partition, 1, 19), HcallStatus::kParameter);
  EXPECT_EQ(h_resize_hpt_prepare(partition, 0, 17), HcallStatus::kParameter);
  EXPECT_EQ(h_resize_hpt_prepare(partition, 0, 47), HcallStatus::kParameter);
  EXPECT_EQ(h_resize_hpt_prepare(partition, 0, 18), HcallStatus::kLongBusy100Ms);
  EXPECT_EQ(h_resize_hpt_prepare(partition, 0, 46), HcallStatus::kLongBusy100Ms);
}

TEST_P(HResizeHptTest, CommitNeedsATableOfThatOrderThatIsReadyI9) {
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), HcallStatus::kClosed);
  h_resize_hpt_prepare(partition, 0, 19);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 1, 19), HcallStatus::kParameter);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 21), HcallStatus::kClosed);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), HcallStatus::kBusy);
  h_resize_hpt_prepare(partition, 0, 19);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), kSuccess);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), HcallStatus::kClosed);
}

TEST_P(HResizeHptTest, AnotherOrderStartsAnewAndOrder0GivesUpI9) {
  h_resize_hpt_prepare(partition, 0, 19);
  h_resize_hpt_prepare(partition, 0, 19);
  EXPECT_EQ(h_resize_hpt_prepare(partition, 0, 21), HcallStatus::kLongBusy100Ms);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), HcallStatus::kClosed);
  EXPECT_EQ(h_resize_hpt_prepare(partition, 0, 0), kSuccess);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 21), HcallStatus::kClosed);
}

TEST(HResizeHptPortTest, APortOntoOneTableRefusesAnother) {
  PaprWorld world;
  htab_test::HookedPort port(world.port);
  EXPECT_THROW(port.switch_table(HptImage(HptGeometry(18))), std::logic_error);
}

INSTANTIATE_TEST_SUITE_P(Formats, HResizeHptTest, kBothFormats, format_name);

}  // namespace
}  // namespace htabsim
