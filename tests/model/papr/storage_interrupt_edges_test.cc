// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/isa/hash.h"
#include "htabsim/model/papr/storage_interrupt.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;
using Action = StorageOutcome::Action;

constexpr Ea kEa{0x1000'2345};
constexpr GuestReal kPage{0x49c'4000};
constexpr std::uint64_t kKernel = msr::kSf | msr::kIr | msr::kDr;
constexpr std::uint32_t kStoreDenied = cause::kProtection | cause::kStore;
constexpr StorageOutcome kRetry = {Action::kRetry, {}, {}};
constexpr StorageOutcome kNoEntry = {
    Action::kReflect, {Interrupt::kDataStorage, kEa, cause::kNoHpte}, {}};

class StorageInterruptEdges : public BothFormats {
 protected:
  StorageInterruptEdges() {
    segment.vsid = Vsid(0x12345);
    segment.size = SegmentSize::segment_1t;
  }

  [[nodiscard]] PtegIndex group(Ea ea) const {
    const VirtualAddress va = virtual_address(segment, ea);
    return world.image.geometry().pteg(page_hash(va, segment.base_page, HashKind::kPrimary));
  }
  [[nodiscard]] std::uint64_t v() const {
    return avpn_field(virtual_address(segment, kEa), segment.base_page) | hpte_v::kValid;
  }
  HpteIndex place(std::uint64_t r) {
    const HpteIndex index = first_slot(group(kEa)) + 3;
    world.place(index, {v(), r});
    return index;
  }
  HpteIndex place_withdrawn(std::uint64_t r) {
    world.partition.slots.withdraw(kPage);
    return place(r);
  }
  StorageOutcome take(AccessKind kind, std::uint32_t causes) {
    return handle_storage_interrupt(world.port, world.partition,
                                    {{kind, kEa, 4, kKernel}, segment, {}, causes});
  }
  void expect_overtaken(AccessKind kind, std::uint32_t causes) {
    EXPECT_EQ(take(kind, causes), kRetry);
    EXPECT_EQ(world.port.races(), std::vector{Race::kFaultOvertaken});
    EXPECT_EQ(world.port.count("page_in"), 0);
  }

  Segment segment;
};
INSTANTIATE_TEST_SUITE_P(Formats, StorageInterruptEdges, kBothFormats, format_name);

TEST_P(StorageInterruptEdges, EntriesOfOtherPagesAreNotLockedJ9) {
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    world.place(first_slot(group(kEa)) + slot, {v() ^ 0x80, 0x049c'4012});
  }
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kNoEntry);
  EXPECT_EQ(world.port.count("stcx"), 0);
}

TEST_P(StorageInterruptEdges, EntryOfThePageThatIsNotValidToTheGuestIsNotLockedJ9) {
  const HpteIndex index = place(0x049c'4012);
  const std::uint64_t dword0 = world.image.load(index, HpteDword::k0);
  world.image.store(index, HpteDword::k0, dword0 & ~hpte_v::kValid);
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kNoEntry);
  EXPECT_EQ(world.port.count("stcx"), 0);
}

TEST_P(StorageInterruptEdges, ProtectionFaultDoesNotLockAnAbsentEntryJ9) {
  place_withdrawn(0x049c'4012);
  expect_overtaken(AccessKind::kStore, kStoreDenied);
  EXPECT_EQ(world.port.count("stcx"), 0);
}

TEST_P(StorageInterruptEdges, EntryWithdrawnWhileItsLockIsAwaitedMeansRetryJ9) {
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

TEST_P(StorageInterruptEdges, SearchEndsWithItsGroupC6) {
  // Pages of one AVPN whose hashes select neighbouring groups: 0x347 and 0x348.
  constexpr Ea kNeighbour{kEa.value() ^ 0xf000};
  ASSERT_EQ(group(kNeighbour), group(kEa) + 1);
  world.partition.slots.withdraw(kPage);
  world.place(first_slot(group(kNeighbour)), {v(), 0x049c'4012});
  EXPECT_EQ(take(AccessKind::kLoad, cause::kNoHpte), kNoEntry);
}

TEST_P(StorageInterruptEdges, EntryThatIsValidByNowOvertookTheFaultJ9) {
  place(0x049c'4012);
  expect_overtaken(AccessKind::kLoad, cause::kNoHpte);
}

TEST_P(StorageInterruptEdges, EntryThatIsValidByNowIsTriedAgainEvenIfItDeniesJ9) {
  // The guest's read-only page was absent at the fault. Its denial is the next access's.
  place(0x049c'4013);
  expect_overtaken(AccessKind::kStore, cause::kNoHpte | cause::kStore);
}

TEST_P(StorageInterruptEdges, EntryThatIsReplacedIsAbsentMeanwhileJ9) {
  const HpteIndex index = place(0x2012'3012);
  world.port.before("tlbie", 1, [&] {
    EXPECT_EQ(world.hardware(index).v, (v() ^ hpte_v::kValid) | hpte_v::kAbsent | hpte_v::kHvLock);
  });
  EXPECT_EQ(take(AccessKind::kStore, kStoreDenied), kRetry);
  EXPECT_EQ(world.port.count("tlbie"), 1);
}

}  // namespace
}  // namespace htabsim
