// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/isa/hash.h"
#include "htabsim/model/papr/h_resize_hpt.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

constexpr std::uint64_t kKeys = 0x2000'0000'0000'0400;  // key 10010
constexpr VirtualAddress kPage{SegmentSize::segment_256m, Vsid(0x5'4321), 0xabc'd000};
constexpr VirtualAddress kNext{SegmentSize::segment_256m, Vsid(0x5'4321), 0xabc'e000};

/// A commit of a table of the same order, under a port that other agents can act through.
class HResizeHptEdges : public BothFormats {
 protected:
  [[nodiscard]] HpteIndex home(const VirtualAddress& va, unsigned slot = 3) const {
    const std::uint64_t hash = page_hash(va, PageSize::page_4k, HashKind::kPrimary);
    return first_slot(world.image.geometry().pteg(hash)) + slot;
  }
  static std::uint64_t bolted(const VirtualAddress& va) {
    return avpn_field(va, PageSize::page_4k) | hpte_v::kBolted | hpte_v::kValid;
  }
  HpteIndex place(const VirtualAddress& va, std::uint64_t r, unsigned slot = 3) {
    world.place(home(va, slot), {bolted(va), r});
    return home(va, slot);
  }
  HcallStatus commit(unsigned order = kOrder) {
    h_resize_hpt_prepare(world.partition, 0, order);
    h_resize_hpt_prepare(world.partition, 0, order);
    return h_resize_hpt_commit(world.port, world.partition, 0, order);
  }
  /// What is left of a bolted entry of kPage after a commit that fails: two others, at one slot of
  /// a group further on, are one too many for the smaller table.
  void commit_in_vain() {
    const std::uint64_t half = world.image.geometry().ptegs() / 2;
    VirtualAddress low = kPage;
    low.vsid = Vsid(kPage.vsid.value() ^ 0x80);
    VirtualAddress high = low;
    high.vsid = Vsid(low.vsid.value() ^ half);
    place(low, 0x7012);
    place(high, 0x8012);
    ASSERT_EQ(commit(kOrder - 1), HcallStatus::kPtegFull);
  }
};
INSTANTIATE_TEST_SUITE_P(Formats, HResizeHptEdges, kBothFormats, format_name);

TEST_P(HResizeHptEdges, EntryIsAbsentAndLockedWhileItsTranslationEndsJ7) {
  const HpteIndex index = place(kPage, 0x5012);
  world.port.before("tlbie", 1, [&] {
    EXPECT_EQ(world.hardware(index).v,
              (bolted(kPage) ^ hpte_v::kValid) | hpte_v::kAbsent | hpte_v::kHvLock);
  });
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  EXPECT_EQ(world.port.count("tlbie"), 1);
  EXPECT_EQ(world.hardware(index).v, (bolted(kPage) ^ hpte_v::kValid) | hpte_v::kAbsent);
}

TEST_P(HResizeHptEdges, LateRAndCGoToThePagesRecordF3J7) {
  const HpteIndex index = place(kPage, 0x5012);
  world.port.before("tlbsync", 1, [&] {
    world.hardware_sets_r(index);
    world.hardware_sets_c(index);
  });
  commit();
  EXPECT_EQ(world.image.page_rc(GuestReal(0x5000)), hpte_r::kRc);
  EXPECT_EQ(guest_view(world.image, index).r, 0x5012 | hpte_r::kRc);
}

TEST_P(HResizeHptEdges, OnlyRAndCThatAreNewsAreAChangeR54) {
  const HpteIndex index = place(kPage, 0x5012 | hpte_r::kReferenced);
  const HpteIndex other = place(kNext, 0x6012);
  world.hardware_sets_r(index);
  world.hardware_sets_r(other);
  world.partition.hpte_mod_interest = 1;
  commit();
  EXPECT_EQ(world.image.guest_r(index), 0x5012 | hpte_r::kReferenced);
  EXPECT_EQ(world.image.guest_r(other), 0x6012 | hpte_r::kReferenced | hpte_r::kModified);
}

TEST_P(HResizeHptEdges, AbsentMemoryLosesItsKeyAndMmioKeepsKey31I2e) {
  const HpteIndex memory = place(kPage, 0x5012 | kKeys);
  const HpteIndex mmio = place(kNext, kMmio | 0x2a);
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  EXPECT_EQ(protection_key(world.hardware(memory).r), 0U);
  EXPECT_EQ(world.image.guest_r(memory), 0x5012 | kKeys);
  EXPECT_EQ(protection_key(world.hardware(mmio).r), 31U);
  EXPECT_EQ(guest_view(world.image, mmio), (Hpte{bolted(kNext), kMmio | 0x2a}));
  EXPECT_EQ(world.port.count("tlbie"), 1) << "none for MMIO, which no TLB holds";
}

TEST_P(HResizeHptEdges, CommitThatFailsLeavesAbsentEntriesUnlockedI9) {
  const HpteIndex memory = place(kPage, 0x5012);
  const HpteIndex mmio = place(kNext, kMmio | 0x2a);
  commit_in_vain();
  EXPECT_EQ(world.hardware(memory).v, (bolted(kPage) ^ hpte_v::kValid) | hpte_v::kAbsent);
  EXPECT_EQ(world.hardware(mmio).v, (bolted(kNext) ^ hpte_v::kValid) | hpte_v::kAbsent);
}

TEST_P(HResizeHptEdges, EverySlotOfAGroupIsMovedI9) {
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    place(kPage, 0x5012 + (std::uint64_t{slot} << 12), slot);
  }
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    EXPECT_EQ(guest_view(world.image, home(kPage, slot)),
              (Hpte{bolted(kPage), 0x5012 + (std::uint64_t{slot} << 12)}));
  }
}

TEST_P(HResizeHptEdges, EachGroupIsReadOnceAndEmptySlotsAreNotLockedJ8) {
  commit(kOrder);
  // 2^20 bytes: 2^13 groups of 128.
  EXPECT_EQ(world.port.count("pteg"), 1 << 13);
  EXPECT_EQ(world.port.count("load0"), 0);
}

TEST_P(HResizeHptEdges, EntryWhoseLockAReaderHoldsIsMovedUnlockedJ8) {
  const HpteIndex index = place(kPage, kMmio | 0x2a);
  // A reader of the stream takes the lock once the entry has been dealt with.
  world.port.before("load_guest", 1, [&] { world.other_locks(index); });
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  EXPECT_EQ(world.hardware(index).v, (bolted(kPage) ^ hpte_v::kValid) | hpte_v::kAbsent);
}

TEST_P(HResizeHptEdges, EntryThatAppearsUnderItsLockIsMovedJ8) {
  // What the group's read shows of a slot is its lock alone; then its holder publishes an entry.
  const HpteIndex index = place(kPage, kMmio | 0x2a);
  const std::uint64_t published = world.image.load(index, HpteDword::k0);
  world.image.store(index, HpteDword::k0, hpte_v::kHvLock);
  world.port.before("spin", 1, [&] { world.image.store(index, HpteDword::k0, published); });
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  EXPECT_EQ(guest_view(world.image, index), (Hpte{bolted(kPage), kMmio | 0x2a}));
}

TEST_P(HResizeHptEdges, EntryThatGoesUnderItsLockIsNotMovedJ8) {
  // The same, but what its holder leaves is not valid to the guest; BOLTED by itself is no entry.
  const HpteIndex index = home(kPage);
  world.image.store(index, HpteDword::k0, hpte_v::kHvLock);
  world.port.before("spin", 1, [&] { world.image.store(index, HpteDword::k0, hpte_v::kBolted); });
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  for (HpteIndex i; world.image.geometry().contains(i); ++i) {
    ASSERT_EQ(world.image.load(i, HpteDword::k0), 0U);
  }
}

TEST_P(HResizeHptEdges, EntryOfNoKnownPageSizeIsLeftBehindR44) {
  // H_ENTER refuses LP 0010 of a large page, but an image may have been loaded with it.
  const HpteIndex index = place(kPage, kMmio | 0x2a);
  world.image.store(index, HpteDword::k0, world.image.load(index, HpteDword::k0) | hpte_v::kLarge);
  world.image.set_guest_r(index, kMmio | 0x202a);
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  EXPECT_EQ(world.image.load(index, HpteDword::k0), 0U);
}

TEST(HResizeHptLimit, QemuGivesAGuestWithoutMemoryTwiceTheSmallestTableI9C9) {
  Partition partition;
  partition.flavour = PaprFlavour::qemu;
  EXPECT_EQ(h_resize_hpt_prepare(partition, 0, 20), HcallStatus::kResource);
  EXPECT_EQ(h_resize_hpt_prepare(partition, 0, 19), HcallStatus::kLongBusy100Ms);
}

TEST(HResizeHptLimit, QemusDefaultIsForTheNextPowerOfTwoOfMemoryI9C9) {
  // 768 MB count as 2^30: 2^30 / 128 = 2^23 is the default, 2^24 the largest.
  Partition partition;
  partition.slots.add({GuestReal(0), 0x3000'0000, HostReal(0), 24, true});
  partition.flavour = PaprFlavour::qemu;
  EXPECT_EQ(h_resize_hpt_prepare(partition, 0, 25), HcallStatus::kResource);
  EXPECT_EQ(h_resize_hpt_prepare(partition, 0, 24), HcallStatus::kLongBusy100Ms);
}

}  // namespace
}  // namespace htabsim
