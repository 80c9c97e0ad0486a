// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/isa/access.h"
#include "htabsim/model/papr/h_bulk_remove.h"
#include "htabsim/model/papr/h_page_init.h"
#include "htabsim/model/papr/h_protect.h"
#include "htabsim/model/papr/h_read.h"
#include "htabsim/model/papr/h_resize_hpt.h"
#include "htabsim/model/papr/hcall.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

/// The places in which facts I let KVM, QEMU and LoPAR differ.
class PaprFlavourTest : public testing::Test {
 protected:
  using enum PaprFlavour;
  using enum HcallStatus;

  HcallStatus enter(PaprFlavour flavour, std::uint64_t r, std::uint64_t v = kEntry.v,
                    std::uint64_t flags = hcall_flag::kExact) {
    PaprWorld fresh;
    fresh.partition.flavour = flavour;
    return h_enter(fresh.port, fresh.partition, flags, kIndex, {v, r}).status;
  }
  HcallResult call(PaprFlavour flavour, HcallToken token) {
    world.partition.flavour = flavour;
    return execute_hcall(world.port, world.partition, {token, msr::kSf, {0, kIndex.value()}});
  }
  PaprWorld world;
};

TEST_F(PaprFlavourTest, KvmCorrectsTheCachingOfMemoryTheOthersRefuseItI2M4) {
  constexpr std::uint64_t kPage = 0x049c'4002;
  for (const std::uint64_t wimg : {0x00, 0x18, 0x20, 0x28, 0x30}) {
    EXPECT_EQ(enter(kvm, kPage | wimg), kSuccess) << std::hex << wimg;
    EXPECT_EQ(enter(qemu, kPage | wimg), kParameter) << std::hex << wimg;
    EXPECT_EQ(enter(lopar, kPage | wimg), kParameter) << std::hex << wimg;
  }
  for (const PaprFlavour flavour : {kvm, qemu, lopar}) {
    EXPECT_EQ(enter(flavour, kPage | 0x10), kSuccess) << "M alone";
  }
  // Strong access order is W, I and M.
  EXPECT_EQ(enter(lopar, kPage | 0x70), kSuccess);
  EXPECT_EQ(enter(qemu, kPage | 0x70), kParameter);
}

TEST_F(PaprFlavourTest, MmioIsInhibitedAndNotWrittenThroughI2D12) {
  for (const PaprFlavour flavour : {qemu, lopar}) {
    for (const std::uint64_t wimg : {0x20, 0x28, 0x30, 0x38}) {
      EXPECT_EQ(enter(flavour, kMmio | 2 | wimg), kSuccess) << std::hex << wimg;
    }
    for (const std::uint64_t wimg : {0x00, 0x10, 0x40, 0x60, 0x70}) {
      EXPECT_EQ(enter(flavour, kMmio | 2 | wimg), kParameter) << std::hex << wimg;
      EXPECT_EQ(enter(kvm, kMmio | 2 | wimg), kSuccess) << std::hex << wimg;
    }
  }
}

TEST_F(PaprFlavourTest, OnlyKvmIgnoresRpnBitsWithinThePageD6) {
  // 16M in a 16M segment: L=1, LP 00, so that bits 20 to 23 of dword 1 are the page's inside.
  const std::uint64_t v = kEntry.v | hpte_v::kLarge;
  EXPECT_EQ(enter(kvm, 0x0310'0012, v), kSuccess);
  EXPECT_EQ(enter(qemu, 0x0310'0012, v), kParameter);
  EXPECT_EQ(enter(lopar, 0x0310'0012, v), kParameter);
  EXPECT_EQ(enter(qemu, 0x0300'0012, v), kSuccess);
  EXPECT_EQ(enter(lopar, 0x0300'0012, v), kSuccess);
}

TEST_F(PaprFlavourTest, LoparsPageFlagsAreForPagesUpTo64KI2) {
  const std::uint64_t huge = kEntry.v | hpte_v::kLarge;
  for (const std::uint64_t flag :
       {hcall_flag::kZeroPage, hcall_flag::kIcacheInvalidate, hcall_flag::kIcacheSync}) {
    EXPECT_EQ(enter(lopar, 0x0300'0012, huge, hcall_flag::kExact | flag), kTooBig);
    EXPECT_EQ(enter(lopar, 0x049c'1012, huge, hcall_flag::kExact | flag), kSuccess) << "64K";
    EXPECT_EQ(enter(kvm, 0x0300'0012, huge, hcall_flag::kExact | flag), kSuccess);
    EXPECT_EQ(enter(qemu, 0x0300'0012, huge, hcall_flag::kExact | flag), kSuccess);
  }
  EXPECT_EQ(enter(lopar, 0x0300'0012, huge), kSuccess);
}

TEST_F(PaprFlavourTest, QemuStoresAnEntryWithoutVWhereKvmForcesItI2d) {
  const Hpte entry = {kEntry.v & ~hpte_v::kValid, kEntry.r};
  world.partition.flavour = qemu;
  EXPECT_EQ(h_enter(world.port, world.partition, hcall_flag::kExact, kIndex, entry).status,
            kSuccess);
  EXPECT_EQ(world.hardware(kIndex), entry);
  world.partition.flavour = kvm;
  EXPECT_EQ(h_enter(world.port, world.partition, hcall_flag::kExact, kIndex, entry).status,
            kSuccess)
      << "the slot is still free";
  EXPECT_EQ(guest_view(world.image, kIndex), kEntry);
}

TEST_F(PaprFlavourTest, OnlyLoparsProtectClearsRI5) {
  for (const PaprFlavour flavour : {kvm, qemu, lopar}) {
    PaprWorld fresh;
    fresh.partition.flavour = flavour;
    fresh.image.merge_page_rc(GuestReal(0x49c'4000), hpte_r::kRc);
    fresh.place(kIndex, {kEntry.v, kEntry.r | hpte_r::kRc});
    ASSERT_EQ(fresh.hardware(kIndex).r & hpte_r::kRc, hpte_r::kRc);
    EXPECT_EQ(h_protect(fresh.port, fresh.partition, 3, kIndex, 0), kSuccess);
    const std::uint64_t kept = flavour == lopar ? hpte_r::kChanged : hpte_r::kRc;
    EXPECT_EQ(guest_view(fresh.image, kIndex).r, (kEntry.r | 1) | kept);
  }
}

TEST_F(PaprFlavourTest, QemuReadsZeroFromASlotThatHoldsNothingI6) {
  world.place(kIndex, kEntry);
  world.image.store(kIndex, HpteDword::k0, 0);
  const std::uint64_t stale = world.image.load(kIndex, HpteDword::k1);
  ASSERT_NE(stale, 0U);
  EXPECT_EQ(h_read(world.port, world.partition, 0, kIndex).entries[0], (Hpte{0, stale}));
  world.partition.flavour = qemu;
  EXPECT_EQ(h_read(world.port, world.partition, 0, kIndex).entries[0], (Hpte{0, 0}));
}

TEST_F(PaprFlavourTest, QemuHasNoHcallsThatClearRAndCI7) {
  world.place(kIndex, kEntry);
  for (const HcallToken token : {HcallToken::kClearRef, HcallToken::kClearMod}) {
    EXPECT_EQ(call(kvm, token).status, kSuccess);
    EXPECT_EQ(call(lopar, token).status, kSuccess);
    EXPECT_EQ(call(qemu, token).status, kFunction);
  }
}

TEST_F(PaprFlavourTest, PageInitsFlagsI1I8) {
  const auto init = [&](PaprFlavour flavour, std::uint64_t flags) {
    world.partition.flavour = flavour;
    return h_page_init(world.port, world.partition, flags, GuestReal(0), GuestReal(0));
  };
  EXPECT_EQ(init(kvm, hcall_flag::kPageState), kSuccess);
  EXPECT_EQ(init(qemu, hcall_flag::kPageState), kParameter);
  EXPECT_EQ(init(lopar, hcall_flag::kPageState), kSuccess);
  EXPECT_EQ(init(kvm, 1), kParameter);
  EXPECT_EQ(init(qemu, 1), kParameter);
  EXPECT_EQ(init(lopar, 1), kSuccess) << "undefined flags may be ignored";
  EXPECT_EQ(init(qemu, hcall_flag::kZeroPage | hcall_flag::kIcacheSync), kSuccess);
}

TEST_F(PaprFlavourTest, LoparsBulkConditionDoesNotSeeTheSoftwareBitsI4) {
  // The entry is bolted: 0x10. By H_REMOVE's condition that spares it.
  constexpr std::uint64_t kAndCond = 0x4100'0000'0000'0000;
  for (const PaprFlavour flavour : {kvm, qemu, lopar}) {
    PaprWorld fresh;
    fresh.partition.flavour = flavour;
    fresh.place(kIndex, kEntry);
    BulkRequests requests = {kAndCond | kIndex.value(), 0x10, bulk::kEnd, 0, 0, 0, 0, 0};
    EXPECT_EQ(h_bulk_remove(fresh.port, fresh.partition, requests), kSuccess);
    EXPECT_EQ(any(requests[0], bulk::kNotFound), flavour != lopar);
    // A bit of AVPN that the entry has spares it everywhere.
    PaprWorld other;
    other.partition.flavour = flavour;
    other.place(kIndex, kEntry);
    BulkRequests avpn = {kAndCond | kIndex.value(), 0x400, bulk::kEnd, 0, 0, 0, 0, 0};
    ASSERT_TRUE(any(kEntry.v, 0x400));
    EXPECT_EQ(h_bulk_remove(other.port, other.partition, avpn), kSuccess);
    EXPECT_TRUE(any(avpn[0], bulk::kNotFound));
  }
}

TEST_F(PaprFlavourTest, QemuDoesNotAnswerASpecifierOfAWrongTypeI4) {
  for (const PaprFlavour flavour : {kvm, qemu, lopar}) {
    world.partition.flavour = flavour;
    BulkRequests requests = {kIndex.value(), 7, 0, 0, 0, 0, 0, 0};
    const BulkRequests before = requests;
    EXPECT_EQ(h_bulk_remove(world.port, world.partition, requests), kParameter);
    EXPECT_EQ(requests == before, flavour == qemu);
    // A ptex outside the table is answered by all.
    BulkRequests outside = {bulk::kRequest | world.image.geometry().hptes(), 0, 0, 0, 0, 0, 0, 0};
    EXPECT_EQ(h_bulk_remove(world.port, world.partition, outside), kParameter);
    EXPECT_EQ(outside[0] & (bulk::kType | bulk::kParameter), bulk::kResponse | bulk::kParameter);
  }
}

TEST_F(PaprFlavourTest, QemuGivesNoTableAboveTwiceTheDefaultI9C9) {
  // 512 MB: 2^29 / 128 = 2^22 is the default, 2^23 the largest.
  Partition partition;
  partition.slots.add(kRam);
  partition.flavour = qemu;
  EXPECT_EQ(h_resize_hpt_prepare(world.port, partition, 0, 24), kResource);
  EXPECT_FALSE(partition.pending_table);
  EXPECT_EQ(h_resize_hpt_prepare(world.port, partition, 0, 23), kLongBusy100Ms);
  partition.flavour = kvm;
  EXPECT_EQ(h_resize_hpt_prepare(world.port, partition, 0, 24), kLongBusy100Ms);
  // A guest of 16 MB would get 2^17, and 2^18 is the smallest there is.
  Partition small;
  small.slots.add({GuestReal(0), 0x100'0000, HostReal(0), 24, true});
  small.flavour = qemu;
  EXPECT_EQ(h_resize_hpt_prepare(world.port, small, 0, 20), kResource);
  EXPECT_EQ(h_resize_hpt_prepare(world.port, small, 0, 19), kLongBusy100Ms);
}

TEST_F(PaprFlavourTest, CommitWithFlagsIsClosedInLoparI9) {
  world.partition.flavour = lopar;
  EXPECT_EQ(h_resize_hpt_commit(world.port, world.partition, 1, 20), kClosed);
  world.partition.flavour = qemu;
  EXPECT_EQ(h_resize_hpt_commit(world.port, world.partition, 1, 20), kParameter);
}

}  // namespace
}  // namespace htabsim
