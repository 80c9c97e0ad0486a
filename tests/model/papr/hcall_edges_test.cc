// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/isa/access.h"
#include "htabsim/model/papr/h_bulk_remove.h"
#include "htabsim/model/papr/h_clear_rc.h"
#include "htabsim/model/papr/h_protect.h"
#include "htabsim/model/papr/h_register_process_table.h"
#include "htabsim/model/papr/h_remove.h"
#include "htabsim/model/papr/hcall.h"
#include "htabsim/model/papr/host_page.h"
#include "htabsim/model/papr/reverse_map.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

constexpr std::uint64_t kRequest = 0x4000'0000'0000'0000;
constexpr std::uint64_t kEnd = 0xc000'0000'0000'0000;

class HcallEdges : public BothFormats {
 protected:
  HcallResult call(HcallToken token, std::array<std::uint64_t, 9> args) {
    return execute_hcall(world.port, world.partition, {token, msr::kSf, args});
  }
};
INSTANTIATE_TEST_SUITE_P(Formats, HcallEdges, kBothFormats, format_name);

TEST_P(HcallEdges, BulkEntryIsInvalidNotAbsentDuringTheInvalidationG2) {
  world.place(kIndex, kEntry);
  world.port.before("tlbie", 1, [&] {
    EXPECT_EQ(world.hardware(kIndex).v, (kEntry.v ^ hpte_v::kValid) | hpte_v::kHvLock);
  });
  BulkRequests requests = {kRequest | kIndex.value(), 0, kEnd, 0, 0, 0, 0, 0};
  EXPECT_EQ(h_bulk_remove(world.port, world.partition, requests), HcallStatus::kSuccess);
  EXPECT_EQ(world.port.count("tlbie"), 1);
}

TEST_P(HcallEdges, CodeAndRcOfABulkRequestAreIgnoredAndReplacedI4) {
  // Bits 2:5 of byte 0 are the answer's alone.
  for (const std::uint64_t stale : {0x1ULL << 60, 0x2ULL << 60, 0xfULL << 58}) {
    world.place(kIndex, kEntry);
    BulkRequests requests = {kRequest | stale | kIndex.value(), 0, kEnd, 0, 0, 0, 0, 0};
    EXPECT_EQ(h_bulk_remove(world.port, world.partition, requests), HcallStatus::kSuccess);
    EXPECT_EQ(requests[0], 0x8000'0000'0000'0000 | kIndex.value());
  }
}

TEST_P(HcallEdges, PtexOfABulkRequestIsSevenBytesI4) {
  const std::uint64_t highest = 0x0080'0000'0000'0000;
  world.place(kIndex, kEntry);
  BulkRequests requests = {kRequest | highest | kIndex.value(), 0, kEnd, 0, 0, 0, 0, 0};
  EXPECT_EQ(h_bulk_remove(world.port, world.partition, requests), HcallStatus::kParameter);
  EXPECT_EQ(requests[0], 0xa000'0000'0000'0000 | highest | kIndex.value());
  EXPECT_EQ(guest_view(world.image, kIndex), kEntry);
}

TEST_P(HcallEdges, LoparsBulkAvpnMustHaveItsLowBitsClearI3I4) {
  world.partition.flavour = PaprFlavour::lopar;
  world.place(kIndex, kEntry);
  const std::uint64_t avpn = kEntry.v & hpte_v::kCompare;
  BulkRequests requests = {kRequest | bulk::kAvpn | kIndex.value(), avpn | 1, kEnd, 0, 0, 0, 0, 0};
  h_bulk_remove(world.port, world.partition, requests);
  EXPECT_TRUE(any(requests[0], bulk::kNotFound));
  EXPECT_EQ(guest_view(world.image, kIndex), kEntry);
}

TEST_P(HcallEdges, ClearOutsideTheTableReturnsNothingI0) {
  const HpteIndex end(world.image.geometry().hptes());
  constexpr ClearResult kRefused = {HcallStatus::kParameter, 0};
  EXPECT_EQ(h_clear_ref(world.port, world.partition, end), kRefused);
  EXPECT_EQ(h_clear_mod(world.port, world.partition, end), kRefused);
}

TEST_P(HcallEdges, EnterWaitsForALockedFirstSlotOfAFullGroupJ8) {
  for (unsigned i = 1; i < kHptesPerPteg; ++i) world.place(HpteIndex(0x120) + i, kEntry);
  world.other_locks(HpteIndex(0x120));
  world.port.before("spin", 1, [&] { world.other_unlocks(HpteIndex(0x120)); });
  const EnterResult entered = h_enter(world.port, world.partition, 0, HpteIndex(0x125), kEntry);
  EXPECT_EQ(entered, (EnterResult{HcallStatus::kSuccess, HpteIndex(0x120)}));
}

TEST_P(HcallEdges, EnterLooksAtAnOccupiedSlotBeforeItTakesTheLockJ8) {
  world.place(kIndex, kEntry);
  h_enter(world.port, world.partition, hcall_flag::kExact, kIndex, kEntry);
  EXPECT_EQ(world.port.trace(), "load0 load0 stcx lwsync store0");
}

TEST_P(HcallEdges, EnterIsNotedOnlyIfSomeoneIsInterestedR45) {
  for (const unsigned interest : {0U, 1U}) {
    world.partition.hpte_mod_interest = interest;
    const HpteIndex index = kIndex + interest;
    h_enter(world.port, world.partition, hcall_flag::kExact, index, kEntry);
    EXPECT_EQ(any(world.image.guest_r(index), hpte_r::kModified), interest != 0);
  }
}

TEST_P(HcallEdges, ProtectOfAUsedPageWithoutAChangeNeedsNoTlbieI5) {
  world.place(kIndex, kEntry);
  world.hardware_sets_r(kIndex);
  world.hardware_sets_c(kIndex);
  EXPECT_EQ(h_protect(world.port, world.partition, 2, kIndex, 0), HcallStatus::kSuccess);
  EXPECT_EQ(world.port.count("tlbie"), 0);
  EXPECT_EQ(world.hardware(kIndex).r, 0x10'049c'4012 | hpte_r::kRc);
}

TEST_P(HcallEdges, StaleHardwareBitsOfAnAbsentEntryAreNotTheGuestsR28) {
  // The host withdraws a used page; the guest clears R; what H_REMOVE returns has no R.
  world.place(kIndex, kEntry);
  world.hardware_sets_r(kIndex);
  withdraw_host_page(world.port, world.partition, kIndex);
  EXPECT_EQ(h_clear_ref(world.port, world.partition, kIndex).old_r, kEntry.r | hpte_r::kReferenced);
  EXPECT_EQ(h_remove(world.port, world.partition, 0, kIndex, 0).entry, kEntry);
}

TEST_P(HcallEdges, EntryOfNoKnownPageSizeIsWithdrawnAloneR44) {
  // As an image may be loaded with it: LP 0010.
  world.place(kIndex, kEntry);
  world.image.store(kIndex, HpteDword::k0,
                    world.image.load(kIndex, HpteDword::k0) | hpte_v::kLarge);
  world.image.set_guest_r(kIndex, 0x049c'2012);
  withdraw_host_page(world.port, world.partition, kIndex);
  EXPECT_EQ(world.hardware(kIndex).v,
            (kEntry.v ^ hpte_v::kValid) | hpte_v::kAbsent | hpte_v::kLarge);
  EXPECT_TRUE(world.partition.slots.host_real(GuestReal(0x049c'2000)));
}

TEST_P(HcallEdges, EntryOfNoKnownPageSizeHasNoPageToRecordRcForR44) {
  const std::uint64_t r = 0x049c'2012;  // LP 0010
  record_page_rc(world.port, world.partition, {hpte_v::kLarge | hpte_v::kValid, r}, hpte_r::kRc);
  EXPECT_EQ(world.port.count("merge_rc"), 0);
}

TEST_P(HcallEdges, ReadOutsideTheTableSaysSoInR3I0) {
  const std::uint64_t end = world.image.geometry().hptes();
  EXPECT_EQ(call(HcallToken::kRead, {0, end}), (HcallResult{HcallStatus::kParameter, {0, end}}));
}

TEST_P(HcallEdges, ClearRefAndClearModClearTheirOwnBitI7) {
  constexpr std::uint64_t kUsed = kEntry.r | hpte_r::kRc;
  world.place(kIndex, {kEntry.v, kUsed});
  world.place(kIndex + 1, {kEntry.v, kUsed});
  call(HcallToken::kClearRef, {0, kIndex.value()});
  call(HcallToken::kClearMod, {0, kIndex.value() + 1});
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | hpte_r::kChanged);
  EXPECT_EQ(world.image.guest_r(kIndex + 1), kEntry.r | hpte_r::kReferenced);
}

TEST_P(HcallEdges, PageInitTakesItsDestinationFromR5AndItsSourceFromR6I8) {
  const auto init = [&](std::uint64_t destination, std::uint64_t source) {
    const std::uint64_t copy = hcall_flag::kCopyPage;
    return call(HcallToken::kPageInit, {copy, destination, source, kMmio, kMmio}).status;
  };
  EXPECT_EQ(init(0x1000, 0x2000), HcallStatus::kSuccess);
  EXPECT_EQ(init(kMmio, 0x2000), HcallStatus::kParameter);
  EXPECT_EQ(init(0x1000, kMmio), HcallStatus::kParameter);
}

TEST_P(HcallEdges, ResizeTakesItsOrderFromR5I9) {
  const auto resize = [&](HcallToken token) { return call(token, {0, 19, 21, 21, 21}).status; };
  EXPECT_EQ(resize(HcallToken::kResizeHptPrepare), HcallStatus::kLongBusy100Ms);
  EXPECT_EQ(resize(HcallToken::kResizeHptPrepare), HcallStatus::kSuccess);
  EXPECT_EQ(resize(HcallToken::kResizeHptCommit), HcallStatus::kSuccess);
  EXPECT_EQ(world.image.geometry().order(), 19U);
}

TEST(ProcessTableEdges, RegistrationTakesR5ToR7I10) {
  PaprWorld world(HpteFormat::isa300);
  const HcallFrame frame = {HcallToken::kRegisterProcessTable, msr::kSf, {0x18, 0x123, 5, 7, 9}};
  EXPECT_EQ(execute_hcall(world.port, world.partition, frame).status, HcallStatus::kSuccess);
  EXPECT_EQ(world.partition.process_table, (0x123ULL << 25) | (5 << 5) | 7);
}

TEST(ProcessTableEdges, EachFlagHasItsNumberI10) {
  const auto call = [](std::uint64_t flags) {
    Partition partition;
    return h_register_process_table(partition, HpteFormat::isa300, flags, {});
  };
  EXPECT_EQ(call(0x00), HcallStatus::kSuccess);
  EXPECT_EQ(call(0x01), HcallStatus::kSuccess) << "GTSE";
  EXPECT_EQ(call(0x02), HcallStatus::kSuccess) << "segment tables, but nothing is modified";
  EXPECT_EQ(call(0x04), HcallStatus::kParameter) << "radix";
  EXPECT_EQ(call(0x08), HcallStatus::kSuccess) << "register, but nothing is modified";
  EXPECT_EQ(call(0x19), HcallStatus::kSuccess) << "modify, register, GTSE";
  EXPECT_EQ(call(0x1a), HcallStatus::kParameter) << "modify, register, segment tables";
  EXPECT_EQ(call(0x20), HcallStatus::kParameter) << "undefined";
}

}  // namespace
}  // namespace htabsim
