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
constexpr std::uint64_t kKeys = 0x2000'0000'0000'0400;  // key 10010
// 256 MB segments, so that the VSID reaches beyond the small tables' hash.
constexpr VirtualAddress kFirst{SegmentSize::segment_256m, Vsid(0x5'4321), 0xabc'd000};
constexpr VirtualAddress kNext{SegmentSize::segment_256m, Vsid(0x5'4321), 0xabc'e000};
constexpr VirtualAddress kPage1T{SegmentSize::segment_1t, Vsid(0x3'1415), 0x12'3456'7000};

/// The slot that an entry of the page belongs in.
HpteIndex home(const HptGeometry& geometry, const VirtualAddress& va, HashKind kind,
               unsigned slot) {
  return first_slot(geometry.pteg(page_hash(va, PageSize::page_4k, kind))) + slot;
}

/// A table that can be exchanged, with entries where their hash puts them.
class HResizeHptTest : public testing::TestWithParam<HpteFormat> {
 protected:
  HResizeHptTest() { partition.slots.add(kRam); }

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
    EXPECT_EQ(h_resize_hpt_prepare(port, partition, 0, order), HcallStatus::kLongBusy100Ms);
    EXPECT_EQ(h_resize_hpt_prepare(port, partition, 0, order), kSuccess);
    return h_resize_hpt_commit(port, partition, 0, order);
  }
  [[nodiscard]] unsigned valid_entries() const {
    unsigned count = 0;
    for (HpteIndex i; image.geometry().contains(i); ++i) count += guest_view(image, i).v != 0;
    return count;
  }

  HptImage image{HptGeometry(20, GetParam())};
  std::vector<TlbieRb> tlbies;
  FunctionalHptPort port{image, [this](TlbieRb rb) { tlbies.push_back(rb); }};
  Partition partition;
};

INSTANTIATE_TEST_SUITE_P(Formats, HResizeHptTest, kBothFormats, format_name);

TEST_P(HResizeHptTest, HostsRecordOfPagesGoesOnJ7) {
  place(kFirst, HashKind::kPrimary, 3, entry(kFirst, HashKind::kPrimary));
  image.merge_page_rc(GuestReal(0x5000), hpte_r::kChanged);
  EXPECT_EQ(resize(20), kSuccess);
  EXPECT_EQ(image.page_rc(GuestReal(0x5000)), hpte_r::kChanged);
}

TEST_P(HResizeHptTest, BoltedEntriesGoToTheSameSlotOfTheirNewPtegI9) {
  for (const unsigned order : {18U, 23U}) {
    image = HptImage(HptGeometry(20, GetParam()));
    place(kFirst, HashKind::kPrimary, 3, entry(kFirst, HashKind::kPrimary));
    place(kPage1T, HashKind::kPrimary, 6, entry(kPage1T, HashKind::kPrimary));
    ASSERT_EQ(resize(order), kSuccess);
    ASSERT_EQ(image.geometry().order(), order);
    EXPECT_EQ(port.geometry().order(), order);
    EXPECT_EQ(guest_view(image, home(image.geometry(), kFirst, HashKind::kPrimary, 3)),
              entry(kFirst, HashKind::kPrimary));
    EXPECT_EQ(guest_view(image, home(image.geometry(), kPage1T, HashKind::kPrimary, 6)),
              entry(kPage1T, HashKind::kPrimary));
    EXPECT_EQ(valid_entries(), 2U);
  }
}

TEST_P(HResizeHptTest, ABoltedSecondaryEntryStaysSecondaryI9) {
  place(kFirst, HashKind::kSecondary, 2, entry(kFirst, HashKind::kSecondary));
  ASSERT_EQ(resize(23), kSuccess);
  EXPECT_EQ(guest_view(image, home(image.geometry(), kFirst, HashKind::kSecondary, 2)),
            entry(kFirst, HashKind::kSecondary));
  EXPECT_EQ(valid_entries(), 1U);
}

TEST_P(HResizeHptTest, OtherEntriesAreGoneAndAllTranslationsEndI9J7) {
  Hpte loose = entry(kFirst, HashKind::kPrimary);
  loose.v &= ~hpte_v::kBolted;
  place(kFirst, HashKind::kPrimary, 3, loose);
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
  const HpteIndex from = place(kFirst, HashKind::kPrimary, 3, entry(kFirst, HashKind::kPrimary));
  const std::uint64_t dword1 = image.load(from, HpteDword::k1);
  image.store(from, HpteDword::k1, dword1 | hpte_r::kRc);
  ASSERT_EQ(resize(22), kSuccess);
  EXPECT_EQ(guest_view(image, home(image.geometry(), kFirst, HashKind::kPrimary, 3)).r,
            0x5012 | hpte_r::kRc);
}

TEST_P(HResizeHptTest, TwoBoltedEntriesOnOneSlotAreTooManyAndTheOldTableStaysI9) {
  // Two pages whose hashes differ only in the bit that a table of half the size has not.
  VirtualAddress other = kFirst;
  other.vsid = Vsid(kFirst.vsid.value() ^ (image.geometry().ptegs() / 2));
  const HpteIndex a = place(kFirst, HashKind::kPrimary, 3, entry(kFirst, HashKind::kPrimary));
  const HpteIndex b = place(other, HashKind::kPrimary, 3, entry(other, HashKind::kPrimary));
  ASSERT_NE(a, b);
  EXPECT_EQ(resize(19), HcallStatus::kPtegFull);
  EXPECT_EQ(image.geometry().order(), 20U);
  EXPECT_EQ(guest_view(image, a), entry(kFirst, HashKind::kPrimary));
  EXPECT_EQ(guest_view(image, b), entry(other, HashKind::kPrimary));
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), HcallStatus::kClosed);
}

TEST_P(HResizeHptTest, PrepareChecksFlagsAndOrderI9) {
  EXPECT_EQ(h_resize_hpt_prepare(port, partition, 1, 19), HcallStatus::kParameter);
  EXPECT_EQ(h_resize_hpt_prepare(port, partition, 0, 17), HcallStatus::kParameter);
  EXPECT_EQ(h_resize_hpt_prepare(port, partition, 0, 47), HcallStatus::kParameter);
  EXPECT_EQ(h_resize_hpt_prepare(port, partition, 0, 18), HcallStatus::kLongBusy100Ms);
  EXPECT_EQ(h_resize_hpt_prepare(port, partition, 0, 46), HcallStatus::kLongBusy100Ms);
}

TEST_P(HResizeHptTest, CommitNeedsATableOfThatOrderThatIsReadyI9) {
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), HcallStatus::kClosed);
  h_resize_hpt_prepare(port, partition, 0, 19);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 1, 19), HcallStatus::kParameter);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), HcallStatus::kBusy);
  h_resize_hpt_prepare(port, partition, 0, 19);
  h_resize_hpt_prepare(port, partition, 0, 19);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), kSuccess);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), HcallStatus::kClosed);
}

TEST_P(HResizeHptTest, AnotherOrderStartsAnewAndOrder0GivesUpI9) {
  h_resize_hpt_prepare(port, partition, 0, 19);
  h_resize_hpt_prepare(port, partition, 0, 19);
  EXPECT_EQ(h_resize_hpt_prepare(port, partition, 0, 21), HcallStatus::kLongBusy100Ms);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 19), HcallStatus::kClosed);
  EXPECT_EQ(h_resize_hpt_prepare(port, partition, 0, 0), kSuccess);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 21), HcallStatus::kClosed);
}

// kvm_vm_ioctl_resize_hpt_commit: every way out but -EINVAL comes by resize_hpt_release.
TEST_P(HResizeHptTest, ARefusedCommitGivesTheTableUpUnderKvmAloneI9) {
  for (const PaprFlavour flavour : {PaprFlavour::kvm, PaprFlavour::qemu}) {
    partition.flavour = flavour;
    const bool kvm = flavour == PaprFlavour::kvm;
    for (const auto& [order, refusal] :
         {std::pair(21, HcallStatus::kClosed), std::pair(19, HcallStatus::kBusy)}) {
      h_resize_hpt_prepare(port, partition, 0, 0);
      h_resize_hpt_prepare(port, partition, 0, 19);
      EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, order), refusal);
      EXPECT_EQ(h_resize_hpt_prepare(port, partition, 0, 19),
                kvm ? HcallStatus::kLongBusy100Ms : HcallStatus::kSuccess);
    }
  }
}

TEST_P(HResizeHptTest, CommitOfAnOrderThatNoTableHasLeavesThePreparedOneUnderKvmI9) {
  h_resize_hpt_prepare(port, partition, 0, 19);
  for (const std::uint64_t order : {1, 17, 47}) {
    EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, order), HcallStatus::kParameter);
  }
  EXPECT_EQ(h_resize_hpt_prepare(port, partition, 0, 19), kSuccess);
  EXPECT_EQ(h_resize_hpt_commit(port, partition, 0, 0), HcallStatus::kClosed);
  EXPECT_EQ(h_resize_hpt_prepare(port, partition, 0, 19), HcallStatus::kLongBusy100Ms);
}

/// A commit of a table of the same order, under a port that other agents can act through.
class HResizeHptCommitTest : public BothFormats {
 protected:
  [[nodiscard]] HpteIndex primary(const VirtualAddress& va, unsigned slot = 3) const {
    return home(world.image.geometry(), va, HashKind::kPrimary, slot);
  }
  static std::uint64_t bolted(const VirtualAddress& va) {
    return avpn_field(va, PageSize::page_4k) | hpte_v::kBolted | hpte_v::kValid;
  }
  HpteIndex place(const VirtualAddress& va, std::uint64_t r, unsigned slot = 3) {
    world.place(primary(va, slot), {bolted(va), r});
    return primary(va, slot);
  }
  HcallStatus commit(unsigned order = kOrder) {
    h_resize_hpt_prepare(world.port, world.partition, 0, order);
    h_resize_hpt_prepare(world.port, world.partition, 0, order);
    return h_resize_hpt_commit(world.port, world.partition, 0, order);
  }
  /// What is left of a bolted entry of kFirst after a commit that fails: two others, at one slot of
  /// a PTEG further on, are one too many for the smaller table.
  void commit_in_vain() {
    const std::uint64_t half = world.image.geometry().ptegs() / 2;
    VirtualAddress low = kFirst;
    low.vsid = Vsid(kFirst.vsid.value() ^ 0x80);
    VirtualAddress high = low;
    high.vsid = Vsid(low.vsid.value() ^ half);
    place(low, 0x7012);
    place(high, 0x8012);
    ASSERT_EQ(commit(kOrder - 1), HcallStatus::kPtegFull);
  }
};
INSTANTIATE_TEST_SUITE_P(Formats, HResizeHptCommitTest, kBothFormats, format_name);

TEST_P(HResizeHptCommitTest, EntryIsAbsentAndLockedWhileItsTranslationEndsJ7) {
  const HpteIndex index = place(kFirst, 0x5012);
  world.port.before("tlbie", 1, [&] {
    EXPECT_EQ(world.hardware(index).v,
              (bolted(kFirst) ^ hpte_v::kValid) | hpte_v::kAbsent | hpte_v::kHvLock);
  });
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  EXPECT_EQ(world.port.count("tlbie"), 1);
  EXPECT_EQ(world.hardware(index).v, (bolted(kFirst) ^ hpte_v::kValid) | hpte_v::kAbsent);
}

TEST_P(HResizeHptCommitTest, LateRAndCGoToThePagesRecordF3J7) {
  const HpteIndex index = place(kFirst, 0x5012);
  world.port.before("tlbsync", 1, [&] {
    world.hardware_sets_r(index);
    world.hardware_sets_c(index);
  });
  commit();
  EXPECT_EQ(world.image.page_rc(GuestReal(0x5000)), hpte_r::kRc | kDirtyPage);
  EXPECT_EQ(guest_view(world.image, index).r, 0x5012 | hpte_r::kRc);
}

TEST_P(HResizeHptCommitTest, OnlyRAndCThatAreNewsAreAChangeR54) {
  const HpteIndex index = place(kFirst, 0x5012 | hpte_r::kReferenced);
  const HpteIndex other = place(kNext, 0x6012);
  world.hardware_sets_r(index);
  world.hardware_sets_r(other);
  world.partition.hpte_mod_interest = 1;
  commit();
  EXPECT_EQ(world.image.guest_r(index), 0x5012 | hpte_r::kReferenced);
  EXPECT_EQ(world.image.guest_r(other), 0x6012 | hpte_r::kReferenced | hpte_r::kModified);
}

TEST_P(HResizeHptCommitTest, AbsentMemoryLosesItsKeyAndMmioKeepsKey31I2e) {
  const HpteIndex memory = place(kFirst, 0x5012 | kKeys);
  const HpteIndex mmio = place(kNext, kMmio | 0x2a);
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  EXPECT_EQ(protection_key(world.hardware(memory).r), 0U);
  EXPECT_EQ(world.image.guest_r(memory), 0x5012 | kKeys);
  EXPECT_EQ(protection_key(world.hardware(mmio).r), 31U);
  EXPECT_EQ(guest_view(world.image, mmio), (Hpte{bolted(kNext), kMmio | 0x2a}));
  EXPECT_EQ(world.port.count("tlbie"), 1) << "none for MMIO, which no TLB holds";
}

TEST_P(HResizeHptCommitTest, CommitThatFailsLeavesAbsentEntriesUnlockedI9) {
  const HpteIndex memory = place(kFirst, 0x5012);
  const HpteIndex mmio = place(kNext, kMmio | 0x2a);
  commit_in_vain();
  EXPECT_EQ(world.hardware(memory).v, (bolted(kFirst) ^ hpte_v::kValid) | hpte_v::kAbsent);
  EXPECT_EQ(world.hardware(mmio).v, (bolted(kNext) ^ hpte_v::kValid) | hpte_v::kAbsent);
}

TEST_P(HResizeHptCommitTest, EverySlotOfAPtegIsMovedI9) {
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    place(kFirst, 0x5012 + (std::uint64_t{slot} << 12), slot);
  }
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    EXPECT_EQ(guest_view(world.image, primary(kFirst, slot)),
              (Hpte{bolted(kFirst), 0x5012 + (std::uint64_t{slot} << 12)}));
  }
}

TEST_P(HResizeHptCommitTest, EachPtegIsReadOnceAndEmptySlotsAreNotLockedJ8) {
  commit(kOrder);
  // 2^20 bytes: 2^13 PTEGs of 128.
  EXPECT_EQ(world.port.count("pteg"), 1 << 13);
  EXPECT_EQ(world.port.count("load0"), 0);
}

TEST_P(HResizeHptCommitTest, EntryWhoseLockAReaderHoldsIsMovedUnlockedJ8) {
  const HpteIndex index = place(kFirst, kMmio | 0x2a);
  // A reader of the stream takes the lock once the entry has been dealt with.
  world.port.before("load_guest", 1, [&] { world.other_locks(index); });
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  EXPECT_EQ(world.hardware(index).v, (bolted(kFirst) ^ hpte_v::kValid) | hpte_v::kAbsent);
}

TEST_P(HResizeHptCommitTest, EntryThatAppearsUnderItsLockIsMovedJ8) {
  // What the read of the PTEG shows of a slot is its lock alone; then its holder publishes an
  // entry.
  const HpteIndex index = place(kFirst, kMmio | 0x2a);
  const std::uint64_t published = world.image.load(index, HpteDword::k0);
  world.image.store(index, HpteDword::k0, hpte_v::kHvLock);
  world.port.before("spin", 1, [&] { world.image.store(index, HpteDword::k0, published); });
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  EXPECT_EQ(guest_view(world.image, index), (Hpte{bolted(kFirst), kMmio | 0x2a}));
}

TEST_P(HResizeHptCommitTest, EntryThatGoesUnderItsLockIsNotMovedJ8) {
  // The same, but what its holder leaves is not valid to the guest; BOLTED by itself is no entry.
  const HpteIndex index = primary(kFirst);
  world.image.store(index, HpteDword::k0, hpte_v::kHvLock);
  world.port.before("spin", 1, [&] { world.image.store(index, HpteDword::k0, hpte_v::kBolted); });
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  for (HpteIndex i; world.image.geometry().contains(i); ++i) {
    ASSERT_EQ(world.image.load(i, HpteDword::k0), 0U);
  }
}

TEST_P(HResizeHptCommitTest, EntryOfNoKnownPageSizeIsLeftBehindR44) {
  // H_ENTER refuses LP 0010 of a large page, but an image may have been loaded with it.
  const HpteIndex index = place(kFirst, kMmio | 0x2a);
  world.image.store(index, HpteDword::k0, world.image.load(index, HpteDword::k0) | hpte_v::kLarge);
  world.image.set_guest_r(index, kMmio | 0x202a);
  EXPECT_EQ(commit(), HcallStatus::kSuccess);
  EXPECT_EQ(world.image.load(index, HpteDword::k0), 0U);
}

TEST(HResizeHptLimitTest, QemuGivesAGuestWithoutMemoryTwiceTheSmallestTableI9C9) {
  PaprWorld world;
  Partition partition;
  partition.flavour = PaprFlavour::qemu;
  EXPECT_EQ(h_resize_hpt_prepare(world.port, partition, 0, 20), HcallStatus::kResource);
  EXPECT_EQ(h_resize_hpt_prepare(world.port, partition, 0, 19), HcallStatus::kLongBusy100Ms);
}

TEST(HResizeHptLimitTest, QemusDefaultIsForTheNextPowerOfTwoOfMemoryI9C9) {
  // 768 MB count as 2^30: 2^30 / 128 = 2^23 is the default, 2^24 the largest.
  PaprWorld world;
  Partition partition;
  partition.slots.add({GuestReal(0), 0x3000'0000, HostReal(0), 24, true});
  partition.flavour = PaprFlavour::qemu;
  EXPECT_EQ(h_resize_hpt_prepare(world.port, partition, 0, 25), HcallStatus::kResource);
  EXPECT_EQ(h_resize_hpt_prepare(world.port, partition, 0, 24), HcallStatus::kLongBusy100Ms);
}

TEST(HResizeHptPortTest, APortOntoOneTableRefusesAnother) {
  PaprWorld world;
  htab_test::HookedPort port(world.port);
  EXPECT_THROW(port.switch_table(HptImage(HptGeometry(18))), std::logic_error);
}

}  // namespace
}  // namespace htabsim
