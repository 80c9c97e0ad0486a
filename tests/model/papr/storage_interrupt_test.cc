// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/storage_interrupt.h"

#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/isa/hash.h"
#include "htabsim/model/papr/h_protect.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;
using Action = StorageOutcome::Action;

constexpr Ea kEa{0x1000'2345};
constexpr std::uint64_t kKernel = msr::kSf | msr::kIr | msr::kDr;
constexpr std::uint32_t kStoreDenied = cause::kProtection | cause::kStore;
constexpr StorageOutcome kRetry = {Action::kRetry, {}, {}};

StorageOutcome dsi(std::uint32_t causes) {
  return {Action::kReflect, {Interrupt::kDataStorage, kEa, causes}, {}};
}
StorageOutcome isi(std::uint32_t causes) {
  return {Action::kReflect, {Interrupt::kInstructionStorage, kEa, causes}, {}};
}

class PaprStorageInterrupt : public BothFormats {
 protected:
  PaprStorageInterrupt() {
    segment.vsid = Vsid(0x12345);
    segment.size = SegmentSize::segment_1t;
    segment.problem_key = true;
  }

  [[nodiscard]] HpteIndex slot(HashKind kind) const {
    const std::uint64_t hash = page_hash(virtual_address(segment, kEa), segment.base_page, kind);
    return first_slot(world.image.geometry().pteg(hash)) + 3;
  }
  [[nodiscard]] PtegIndex pteg(Ea ea) const {
    const VirtualAddress va = virtual_address(segment, ea);
    return world.image.geometry().pteg(page_hash(va, segment.base_page, HashKind::kPrimary));
  }
  /// Dword 0 of the page's entry.
  [[nodiscard]] std::uint64_t v(HashKind kind = HashKind::kPrimary) const {
    return avpn_field(virtual_address(segment, kEa), segment.base_page) | hpte_v::kValid |
           (kind == HashKind::kSecondary ? hpte_v::kSecondary : 0);
  }
  HpteIndex place(std::uint64_t r, HashKind kind = HashKind::kPrimary) {
    world.place(slot(kind), {v(kind), r});
    return slot(kind);
  }
  /// As place(), while the host has the page withdrawn.
  HpteIndex place_withdrawn(std::uint64_t r, HashKind kind = HashKind::kPrimary) {
    world.partition.slots.withdraw(kPage);
    return place(r, kind);
  }
  StorageOutcome take(AccessKind kind, std::uint32_t causes, std::uint64_t msr = kKernel) {
    return handle_storage_interrupt(world.port, world.partition,
                                    {{kind, kEa, 4, msr}, segment, masks, causes});
  }
  void expect_overtaken(AccessKind kind, std::uint32_t causes) {
    EXPECT_EQ(take(kind, causes), kRetry);
    EXPECT_EQ(world.port.races(), std::vector{Race::kFaultOvertaken});
    EXPECT_EQ(world.port.count("page_in"), 0);
  }

  Segment segment;
  AuthorityMasks masks;
};
INSTANTIATE_TEST_SUITE_P(Formats, PaprStorageInterrupt, kBothFormats, format_name);

TEST_P(PaprStorageInterrupt, NoEntryIsTheGuestsOwnFaultJ9) {
  EXPECT_EQ(take(AccessKind::kLoad, 0x4000'0000), dsi(0x4000'0000));
  EXPECT_EQ(take(AccessKind::kStore, 0x4200'0000), dsi(0x4200'0000));
  EXPECT_EQ(take(AccessKind::kFetch, 0x4000'0000), isi(0x4000'0000));
}

TEST_P(PaprStorageInterrupt, PagesInAnAbsentEntryJ9) {
  const HpteIndex index = place_withdrawn(0x049c'4012);
  ASSERT_FALSE(any(world.hardware(index).v, hpte_v::kValid));
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry);
  EXPECT_EQ(world.hardware(index), (Hpte{v(HashKind::kPrimary), 0x10'049c'4012}));
  EXPECT_EQ(world.partition.slots.host_real(kPage), HostReal(0x10'049c'4000));
  EXPECT_EQ(world.port.count("page_in"), 1);
  EXPECT_EQ(world.port.count("tlbie"), 0);
}

TEST_P(PaprStorageInterrupt, PagesInFromTheSecondaryPtegJ9) {
  const HpteIndex index = place_withdrawn(0x049c'4012, HashKind::kSecondary);
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry);
  EXPECT_EQ(world.hardware(index), (Hpte{v(HashKind::kSecondary), 0x10'049c'4012}));
}

TEST_P(PaprStorageInterrupt, EntryOfAnotherPageIsNotTakenD4) {
  const HpteIndex index = slot(HashKind::kPrimary);
  const std::uint64_t right = v(HashKind::kPrimary);
  const Hpte wrong[] = {{right ^ 0x80, 0x049c'4012},                   // AVPN
                        {right ^ 0x4000'0000'0000'0000, 0x049c'4012},  // B
                        {right | hpte_v::kSecondary, 0x049c'4012},     // H in the primary PTEG
                        {right | hpte_v::kLarge, 0x049c'1012}};        // 64K base page
  for (const Hpte& entry : wrong) {
    world.partition.slots.withdraw(GuestReal(entry.r & hpte_r::kRpn));
    world.image.store(index, HpteDword::k0, 0);
    world.place(index, entry);
    EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), dsi(cause::kNoHpte)) << std::hex << entry.v;
    EXPECT_FALSE(any(world.hardware(index).v, hpte_v::kHvLock));
  }
}

TEST_P(PaprStorageInterrupt, EntryThatHardwareDoesNotMatchIsNoneD5D6) {
  // 16G: RPN bits between LP and the page make it no encoding of hardware's, but KVM takes it.
  world.partition.slots.add({.base = GuestReal(std::uint64_t{1} << 36),
                             .bytes = std::uint64_t{1} << 34,
                             .host_base = HostReal(std::uint64_t{1} << 40),
                             .host_page_shift = 34});
  segment.base_page = PageSize::page_16g;
  const std::uint64_t large = hpte_v::kLarge;
  const HpteIndex index = slot(HashKind::kPrimary);
  world.place(index, {v(HashKind::kPrimary) | large, (std::uint64_t{1} << 36) | 0x10'3012});
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), dsi(cause::kNoHpte));
  world.image.store(index, HpteDword::k0, 0);
  world.place(index, {v(HashKind::kPrimary) | large, (std::uint64_t{1} << 36) | 0x3012});
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry) << "without them it is the page";
}

TEST_P(PaprStorageInterrupt, AvpnBitsBelowThePageAreNotComparedD4) {
  // Bit 23 of the address lies within a 16M page. Hardware takes the entry, so the guest's fault
  // must be found in it: PP 11 lets nobody store.
  segment.base_page = PageSize::page_16m;
  const HpteIndex index = slot(HashKind::kPrimary);
  world.place(index, {v(HashKind::kPrimary) | hpte_v::kLarge | 0x80, 0x0400'0013});
  EXPECT_EQ(take(AccessKind::kStore, cause::kProtection | cause::kStore), dsi(0x0a00'0000));
}

TEST_P(PaprStorageInterrupt, FindsA64KPageInA4KSegmentD5) {
  world.partition.slots.withdraw(GuestReal(0x49c'0000));
  const HpteIndex index = slot(HashKind::kPrimary);
  world.place(index, {v(HashKind::kPrimary) | hpte_v::kLarge, 0x049c'7012});
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry);
  EXPECT_EQ(world.hardware(index).r, 0x10'049c'7012U);
}

TEST_P(PaprStorageInterrupt, EntryThatIsValidByNowMeansRetryJ9) {
  place(0x049c'4012);
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry);
  EXPECT_EQ(world.port.count("page_in"), 0);
}

TEST_P(PaprStorageInterrupt, ProtectionFaultWithoutValidEntryMeansRetryJ9) {
  place_withdrawn(0x049c'4012);
  EXPECT_EQ(take(AccessKind::kStore, cause::kProtection | cause::kStore), kRetry);
  EXPECT_EQ(world.port.count("page_in"), 0);
}

TEST_P(PaprStorageInterrupt, ProtectionFaultOnAnEntryThatPermitsMeansRetryJ9) {
  place(0x049c'4012);
  EXPECT_EQ(take(AccessKind::kStore, cause::kProtection | cause::kStore), kRetry);
  EXPECT_EQ(world.port.count("page_in"), 0);
}

TEST_P(PaprStorageInterrupt, PpIsCheckedAgainstTheGuestsViewE1) {
  // PP 01: K=0 may load and store, K=1 may load. Ks=0, Kp=1.
  place_withdrawn(0x049c'4011);
  const std::uint64_t user = kKernel | msr::kPr;
  EXPECT_EQ(take(AccessKind::kStore, 0x4200'0000, user), dsi(0x0a00'0000));
  EXPECT_EQ(world.port.count("page_in"), 0);
  EXPECT_EQ(take(AccessKind::kLoad, 0x4000'0000, user), kRetry);
  EXPECT_EQ(world.port.count("page_in"), 1);
}

TEST_P(PaprStorageInterrupt, StoreToAGuestReadOnlyPageIsTheGuestsFaultJ9) {
  place(0x049c'4013);
  EXPECT_EQ(take(AccessKind::kStore, 0x0a00'0000), dsi(0x0a00'0000));
}

TEST_P(PaprStorageInterrupt, FetchFromNoExecuteOrGuardedPageIsTheGuestsFaultE2) {
  const HpteIndex index = place_withdrawn(0x049c'4016);
  EXPECT_EQ(take(AccessKind::kFetch, cause::kNoHpte), isi(0x1000'0000));
  world.image.set_guest_r(index, 0x049c'401a);
  EXPECT_EQ(take(AccessKind::kFetch, cause::kNoHpte), isi(0x1000'0000));
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry);
  EXPECT_EQ(world.port.count("page_in"), 1);
}

TEST_P(PaprStorageInterrupt, KeysApplyOnlyWhileTranslationIsOnJ9) {
  // Key 1 is bits 2:3 of AMR; both set deny stores and loads.
  masks.amr = 0x3000'0000'0000'0000;
  place_withdrawn(0x049c'4212);
  EXPECT_EQ(take(AccessKind::kLoad, 0x4000'0000), dsi(0x0020'0000));
  EXPECT_EQ(take(AccessKind::kStore, 0x4200'0000), dsi(0x0220'0000));
  EXPECT_EQ(take(AccessKind::kLoad, 0x4000'0000, msr::kSf), kRetry);
  EXPECT_EQ(world.port.count("page_in"), 1);
}

TEST_P(PaprStorageInterrupt, FaultsThatTheHostHasNoPartInGoStraightToTheGuestJ9) {
  place(0x049c'4012);
  EXPECT_EQ(take(AccessKind::kStore, 0x0220'0000), dsi(0x0220'0000));
  EXPECT_EQ(take(AccessKind::kFetch, 0x1000'0000), isi(0x1000'0000));
  EXPECT_EQ(take(AccessKind::kFetch, 0x0800'0000), isi(0x0800'0000));
  EXPECT_EQ(world.port.trace(), "");
}

TEST_P(PaprStorageInterrupt, MmioIsEmulatedJ9) {
  const HpteIndex index = place(kMmio | 0x2a);
  // Byte 0x345 of the page, as of the address.
  EXPECT_EQ(take(AccessKind::kStore, 0x4200'0000),
            (StorageOutcome{Action::kEmulate, {}, GuestReal(kMmio + 0x345)}));
  EXPECT_TRUE(any(world.hardware(index).v, hpte_v::kAbsent));
  EXPECT_EQ(world.port.count("page_in"), 0);
}

TEST_P(PaprStorageInterrupt, MmioThatTheGuestProtectsIsTheGuestsFaultJ9) {
  place(kMmio | 0x2b);
  EXPECT_EQ(take(AccessKind::kStore, 0x4200'0000), dsi(0x0a00'0000));
}

TEST_P(PaprStorageInterrupt, StoreGetsAWritablePageAfterTlbieJ9) {
  const HpteIndex index = place(0x2012'3012);
  ASSERT_EQ(world.hardware(index).r, 0x20'0012'3013U);
  EXPECT_EQ(take(AccessKind::kStore, 0x0a00'0000), kRetry);
  EXPECT_EQ(world.hardware(index), (Hpte{v(HashKind::kPrimary), 0x20'0012'3012}));
  EXPECT_EQ(world.port.count("tlbie"), 1);
}

TEST_P(PaprStorageInterrupt, LoadLeavesAWriteProtectedPageReadOnlyI2e) {
  world.partition.slots.withdraw(GuestReal(0x2012'3000));
  const HpteIndex index = place(0x2012'3012);
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry);
  EXPECT_EQ(world.hardware(index), (Hpte{v(HashKind::kPrimary), 0x20'0012'3013}));
}

TEST_P(PaprStorageInterrupt, StoreMakesTheHostsPageWritableForLaterEntriesToo) {
  place(0x2012'3012);
  ASSERT_FALSE(world.partition.slots.writable(GuestReal(0x2012'3000)));
  EXPECT_EQ(take(AccessKind::kLoad, 0x0800'0000), kRetry);
  EXPECT_FALSE(world.partition.slots.writable(GuestReal(0x2012'3000)));
  EXPECT_EQ(take(AccessKind::kStore, 0x0a00'0000), kRetry);
  EXPECT_TRUE(world.partition.slots.writable(GuestReal(0x2012'3000)));
}

TEST_P(PaprStorageInterrupt, StoreAfterProtectMadeThePageWritableI5) {
  const HpteIndex index = place(0x049c'4013);
  h_protect(world.port, world.partition, 2, index, 0);
  ASSERT_EQ(world.hardware(index).r, 0x10'049c'4013U);
  EXPECT_EQ(take(AccessKind::kStore, 0x0a00'0000), kRetry);
  EXPECT_EQ(world.hardware(index).r, 0x10'049c'4012U);
}

TEST_P(PaprStorageInterrupt, InvalidatesAsForAModificationG3) {
  place(0x2012'3012);
  // A table of 2^20 bytes; the entry is the fourth of its PTEG.
  take(AccessKind::kStore, 0x0a00'0000);
  const std::string peek = GetParam() == HpteFormat::isa207 ? "load0 " : "load0 load1 ";
  EXPECT_EQ(world.port.trace(),
            peek + peek + peek + peek +
                "load0 stcx isync load1 load_guest lwsync store0 page_in "
                "load0 stcx isync load1 load_guest load_rc store0 "
                "ptesync tlbie eieio tlbsync ptesync load1 store1 eieio store0 ptesync");
}

TEST_P(PaprStorageInterrupt, LateRAndCAreKeptWhenAValidEntryIsReplacedJ9) {
  const HpteIndex index = place(0x2012'3012);
  world.port.before("tlbsync", 1, [&] {
    EXPECT_FALSE(any(world.hardware(index).v, hpte_v::kValid));
    world.hardware_sets_r(index);
  });
  take(AccessKind::kStore, 0x0a00'0000);
  EXPECT_EQ(world.hardware(index).r, 0x20'0012'3012 | hpte_r::kReferenced);
}

TEST_P(PaprStorageInterrupt, PagesInOnlyTheRcThatThePageHasAlreadyI2e) {
  const HpteIndex index = place_withdrawn(0x049c'4012 | hpte_r::kRc);
  world.image.merge_page_rc(kPage, hpte_r::kReferenced);
  take(AccessKind::kLoad, cause::kNoHpte);
  EXPECT_EQ(world.hardware(index).r, 0x10'049c'4012 | hpte_r::kReferenced);
  EXPECT_EQ(world.image.guest_r(index), 0x049c'4012 | hpte_r::kRc);
}

TEST_P(PaprStorageInterrupt, PageInIsNoChangeToTheGuestR54) {
  world.partition.hpte_mod_interest = 1;
  const HpteIndex index = place_withdrawn(0x049c'4012);
  world.image.set_guest_r(index, 0x049c'4012);
  take(AccessKind::kLoad, cause::kNoHpte);
  EXPECT_EQ(world.image.guest_r(index), 0x049c'4012U);
  EXPECT_TRUE(any(world.hardware(index).v, hpte_v::kValid));
}

TEST_P(PaprStorageInterrupt, ModifiedFlagDoesNotReachHardwareD11) {
  world.partition.hpte_mod_interest = 1;
  const HpteIndex index = place_withdrawn(0x049c'4012);
  take(AccessKind::kLoad, cause::kNoHpte);
  EXPECT_EQ(world.hardware(index).r, 0x10'049c'4012U);
  EXPECT_EQ(world.image.guest_r(index), hpte_r::kModified | 0x049c'4012);
}

TEST_P(PaprStorageInterrupt, EntryRemovedDuringThePageInMeansRetryJ9) {
  const HpteIndex index = place_withdrawn(0x049c'4012);
  world.port.before("page_in", 1, [&] { world.image.store(index, HpteDword::k0, 0); });
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry);
  EXPECT_EQ(world.image.load(index, HpteDword::k0), 0U);
}

TEST_P(PaprStorageInterrupt, EntryReprotectedDuringThePageInMeansRetryJ9) {
  const HpteIndex index = place_withdrawn(0x049c'4012);
  world.port.before("page_in", 1, [&] { world.image.set_guest_r(index, 0x049c'4013); });
  const Hpte before = world.hardware(index);
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry);
  EXPECT_EQ(world.hardware(index), before);
}

TEST_P(PaprStorageInterrupt, HardwareRcDuringThePageInMeansRetryJ9) {
  const HpteIndex index = place(0x2012'3012);
  world.port.before("page_in", 1, [&] { world.hardware_sets_r(index); });
  EXPECT_EQ(take(AccessKind::kStore, 0x0a00'0000), kRetry);
  EXPECT_EQ(world.hardware(index).r, 0x20'0012'3013 | hpte_r::kReferenced);
  EXPECT_EQ(world.port.count("tlbie"), 0);
}

TEST_P(PaprStorageInterrupt, PageWithdrawnOnceMoreMeansRetryR61) {
  const HpteIndex index = place_withdrawn(0x049c'4012);
  world.port.before("load_rc", 1, [&] { world.partition.slots.withdraw(kPage); });
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry);
  EXPECT_EQ(world.hardware(index).v, (v(HashKind::kPrimary) ^ hpte_v::kValid) | hpte_v::kAbsent);
}

TEST_P(PaprStorageInterrupt, PageThatIsBeingWithdrawnMeansRetryR61) {
  world.partition.slots.begin_withdrawal(kPage);
  const HpteIndex index = place(0x049c'4012);
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry);
  EXPECT_EQ(world.hardware(index).v, (v(HashKind::kPrimary) ^ hpte_v::kValid) | hpte_v::kAbsent);
  world.partition.slots.end_withdrawal();
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kRetry);
  EXPECT_EQ(world.hardware(index).v, v(HashKind::kPrimary));
}

TEST_P(PaprStorageInterrupt, SearchWaitsForTheLockAndLooksAgainJ9) {
  const HpteIndex index = place_withdrawn(0x049c'4012);
  world.other_locks(index);
  // Whoever held the lock has removed the entry.
  world.port.before("spin", 2, [&] { world.image.store(index, HpteDword::k0, 0); });
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), dsi(cause::kNoHpte));
  EXPECT_EQ(world.port.count("spin"), 2);
  EXPECT_EQ(world.image.load(index, HpteDword::k0), 0U);
}

TEST_P(PaprStorageInterrupt, EntriesOfOtherPagesAreNotLockedJ9) {
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    world.place(first_slot(pteg(kEa)) + slot, {v() ^ 0x80, 0x049c'4012});
  }
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), dsi(cause::kNoHpte));
  EXPECT_EQ(world.port.count("stcx"), 0);
}

TEST_P(PaprStorageInterrupt, EntryOfThePageThatIsNotValidToTheGuestIsNotLockedJ9) {
  const HpteIndex index = place(0x049c'4012);
  const std::uint64_t dword0 = world.image.load(index, HpteDword::k0);
  world.image.store(index, HpteDword::k0, dword0 & ~hpte_v::kValid);
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), dsi(cause::kNoHpte));
  EXPECT_EQ(world.port.count("stcx"), 0);
}

TEST_P(PaprStorageInterrupt, ProtectionFaultDoesNotLockAnAbsentEntryJ9) {
  place_withdrawn(0x049c'4012);
  expect_overtaken(AccessKind::kStore, kStoreDenied);
  EXPECT_EQ(world.port.count("stcx"), 0);
}

TEST_P(PaprStorageInterrupt, EntryWithdrawnWhileItsLockIsAwaitedMeansRetryJ9) {
  const HpteIndex index = place(0x2012'3012);  // write-protected by the host
  const std::uint64_t dword0 = world.image.load(index, HpteDword::k0);
  world.other_locks(index);
  world.port.before("spin", 1, [&] {
    world.image.store(index, HpteDword::k0, (dword0 ^ hpte_v::kValid) | hpte_v::kAbsent);
  });
  EXPECT_EQ(take(AccessKind::kStore, kStoreDenied), kRetry);
  EXPECT_EQ(world.port.count("page_in"), 0);
  EXPECT_EQ(world.port.races(), (std::vector{Race::kLockHeld, Race::kFaultOvertaken}));
}

TEST_P(PaprStorageInterrupt, SearchEndsWithItsPtegC6) {
  // Pages of one AVPN whose hashes select neighbouring PTEGs: 0x347 and 0x348.
  constexpr Ea kNeighbour{kEa.value() ^ 0xf000};
  ASSERT_EQ(pteg(kNeighbour), pteg(kEa) + 1);
  world.partition.slots.withdraw(kPage);
  world.place(first_slot(pteg(kNeighbour)), {v(), 0x049c'4012});
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), dsi(cause::kNoHpte));
}

TEST_P(PaprStorageInterrupt, EntryThatIsValidByNowOvertookTheFaultJ9) {
  place(0x049c'4012);
  expect_overtaken(AccessKind::kLoad, cause::kNoHpte);
}

TEST_P(PaprStorageInterrupt, EntryThatIsValidByNowIsTriedAgainEvenIfItDeniesJ9) {
  // The guest's read-only page was absent at the fault. Its denial is the next access's.
  place(0x049c'4013);
  expect_overtaken(AccessKind::kStore, cause::kNoHpte | cause::kStore);
}

TEST_P(PaprStorageInterrupt, EntryThatIsReplacedIsAbsentMeanwhileJ9) {
  const HpteIndex index = place(0x2012'3012);
  world.port.before("tlbie", 1, [&] {
    EXPECT_EQ(world.hardware(index).v, (v() ^ hpte_v::kValid) | hpte_v::kAbsent | hpte_v::kHvLock);
  });
  EXPECT_EQ(take(AccessKind::kStore, kStoreDenied), kRetry);
  EXPECT_EQ(world.port.count("tlbie"), 1);
}

TEST(PaprStorageInterruptValues, HaveNoCauseAndAreTriedAgainUnlessSet) {
  EXPECT_EQ(StorageInterrupt().causes, 0U);
  EXPECT_EQ(StorageOutcome().action, Action::kRetry);
}

}  // namespace
}  // namespace htabsim
