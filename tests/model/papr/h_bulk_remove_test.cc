// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_bulk_remove.h"

#include <gtest/gtest.h>

#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

class PaprBulkRemove : public BothFormats {
 protected:
  static constexpr std::uint64_t kAbsolute = 0x4000'0000'0000'0000;
  static constexpr std::uint64_t kAndCond = 0x4100'0000'0000'0000;
  static constexpr std::uint64_t kAvpn = 0x4200'0000'0000'0000;
  static constexpr std::uint64_t kEnd = 0xc000'0000'0000'0000;
  static constexpr std::uint64_t kRemoved = 0x8000'0000'0000'0000;
  static constexpr std::uint64_t kNotFound = 0x9000'0000'0000'0000;
  static constexpr std::uint64_t kBadParameter = 0xa000'0000'0000'0000;
  static constexpr std::uint64_t kR = 0x0800'0000'0000'0000;
  static constexpr std::uint64_t kC = 0x0400'0000'0000'0000;

  void SetUp() override {
    for (std::uint64_t i = 0; i < 4; ++i) world.place(HpteIndex(0x120 + i), kEntry);
  }
  HcallStatus remove(BulkRequests& requests) {
    return h_bulk_remove(world.port, world.partition, requests);
  }
  [[nodiscard]] std::uint64_t dword0(std::uint64_t index) const {
    return world.image.load(HpteIndex(index), HpteDword::k0);
  }
};
INSTANTIATE_TEST_SUITE_P(Formats, PaprBulkRemove, kBothFormats, format_name);

TEST_P(PaprBulkRemove, FourRemovalsShareOneTlbsyncI4) {
  BulkRequests requests = {kAbsolute | 0x120, 0, kAbsolute | 0x121, 0,
                           kAbsolute | 0x122, 0, kAbsolute | 0x123, 0};
  EXPECT_EQ(remove(requests), HcallStatus::kSuccess);
  EXPECT_EQ(requests, (BulkRequests{kRemoved | 0x120, 0, kRemoved | 0x121, 0, kRemoved | 0x122, 0,
                                    kRemoved | 0x123, 0}));
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(dword0(0x120 + i), 0U);
  EXPECT_EQ(world.port.count("tlbie"), 4);
  EXPECT_EQ(world.port.count("tlbsync"), 1);
}

TEST_P(PaprBulkRemove, InvalidatesEveryEntryBeforeTheFirstTlbieG2) {
  BulkRequests requests = {kAbsolute | 0x120, 0, kAbsolute | 0x121, 0, kEnd, 0, 0, 0};
  remove(requests);
  EXPECT_EQ(world.port.trace(),
            "load0 stcx isync load1 store0 load0 stcx isync load1 store0 "
            "ptesync tlbie tlbie eieio tlbsync ptesync "
            "load_guest load1 merge_rc store_guest lwsync store0 "
            "load_guest load1 merge_rc store_guest lwsync store0");
}

TEST_P(PaprBulkRemove, EntryIsInvalidNotAbsentDuringTheInvalidationG2) {
  world.port.before("tlbie", 1, [&] {
    EXPECT_EQ(world.hardware(kIndex).v, (kEntry.v ^ hpte_v::kValid) | hpte_v::kHvLock);
  });
  BulkRequests requests = {kAbsolute | kIndex.value(), 0, kEnd, 0, 0, 0, 0, 0};
  EXPECT_EQ(remove(requests), HcallStatus::kSuccess);
  EXPECT_EQ(world.port.count("tlbie"), 1);
}

TEST_P(PaprBulkRemove, EndMarkerLeavesTheRestUntouchedI4) {
  BulkRequests requests = {kEnd | 5, 6, kAbsolute | 0x121, 7, 1, 2, 3, 4};
  const BulkRequests before = requests;
  EXPECT_EQ(remove(requests), HcallStatus::kSuccess);
  EXPECT_EQ(requests, before);
  EXPECT_EQ(world.port.trace(), "");
}

TEST_P(PaprBulkRemove, AnswersKeepFlagsAndPtexI4) {
  BulkRequests requests = {kAvpn | 0x120,    kEntry.v & hpte_v::kCompare,
                           kAndCond | 0x121, hpte_v::kSecondary,
                           kAndCond | 0x122, hpte_v::kBolted,
                           kAvpn | 0x123,    0x80};
  EXPECT_EQ(remove(requests), HcallStatus::kSuccess);
  EXPECT_EQ(requests[0], 0x8200'0000'0000'0120U);
  EXPECT_EQ(requests[2], 0x8100'0000'0000'0121U);
  EXPECT_EQ(requests[4], 0x9100'0000'0000'0122U);
  EXPECT_EQ(requests[6], 0x9200'0000'0000'0123U);
  EXPECT_EQ(requests[7], 0x80U);
  EXPECT_EQ(dword0(0x121), 0U);
  EXPECT_EQ(world.hardware(HpteIndex(0x122)).v, kEntry.v);
  EXPECT_EQ(world.hardware(HpteIndex(0x123)).v, kEntry.v);
}

TEST_P(PaprBulkRemove, CodeAndRcOfARequestAreIgnoredAndReplacedI4) {
  // Bits 2:5 of byte 0 are the answer's alone.
  std::uint64_t index = 0x120;
  for (const std::uint64_t stale : {0x1ULL << 60, 0x2ULL << 60, 0xfULL << 58}) {
    BulkRequests requests = {kAbsolute | stale | index, 0, kEnd, 0, 0, 0, 0, 0};
    EXPECT_EQ(remove(requests), HcallStatus::kSuccess);
    EXPECT_EQ(requests[0], kRemoved | index);
    ++index;
  }
}

TEST_P(PaprBulkRemove, PtexOfARequestIsSevenBytesI4) {
  const std::uint64_t highest = 0x0080'0000'0000'0000;
  BulkRequests requests = {kAbsolute | highest | kIndex.value(), 0, kEnd, 0, 0, 0, 0, 0};
  EXPECT_EQ(remove(requests), HcallStatus::kParameter);
  EXPECT_EQ(requests[0], kBadParameter | highest | kIndex.value());
  EXPECT_EQ(guest_view(world.image, kIndex), kEntry);
}

TEST_P(PaprBulkRemove, LoparsAvpnMustHaveItsLowBitsClearI3I4) {
  world.partition.flavour = PaprFlavour::lopar;
  const std::uint64_t avpn = kEntry.v & hpte_v::kCompare;
  BulkRequests requests = {kAvpn | kIndex.value(), avpn | 1, kEnd, 0, 0, 0, 0, 0};
  remove(requests);
  EXPECT_TRUE(any(requests[0], bulk::kNotFound));
  EXPECT_EQ(guest_view(world.image, kIndex), kEntry);
}

TEST_P(PaprBulkRemove, BadRequestStopsAfterTheEarlierOnesAreDoneI4) {
  const HptGeometry& geometry = world.image.geometry();
  const std::uint64_t bad[][2] = {{0x120, kBadParameter | 0x120},                  // type 00
                                  {0x8000'0000'0000'0120, kBadParameter | 0x120},  // type 10
                                  {0x4300'0000'0000'0120, 0xa300'0000'0000'0120},  // both flags
                                  {kAbsolute | geometry.hptes(), kBadParameter | geometry.hptes()}};
  for (const auto& [request, answer] : bad) {
    world.image.store(HpteIndex(0x123), HpteDword::k0, 0);
    world.place(HpteIndex(0x123), kEntry);
    BulkRequests requests = {kAbsolute | 0x123, 0, request, 9, kAbsolute | 0x121, 0, kEnd, 0};
    EXPECT_EQ(remove(requests), HcallStatus::kParameter);
    EXPECT_EQ(requests,
              (BulkRequests{kRemoved | 0x123, 0, answer, 9, kAbsolute | 0x121, 0, kEnd, 0}));
    EXPECT_EQ(dword0(0x123), 0U);
  }
  EXPECT_EQ(world.hardware(HpteIndex(0x121)).v, kEntry.v);
}

TEST_P(PaprBulkRemove, LateRAndCAreInTheAnswerAndThePageRecordF3) {
  world.port.before("tlbsync", 1, [&] {
    world.hardware_sets_r(HpteIndex(0x120));
    world.hardware_sets_r(HpteIndex(0x121));
    world.hardware_sets_c(HpteIndex(0x121));
  });
  BulkRequests requests = {
      kAbsolute | 0x120, 0, kAbsolute | 0x121, 0, kAbsolute | 0x122, 0, kEnd, 0};
  remove(requests);
  EXPECT_EQ(requests[0], kRemoved | kR | 0x120);
  EXPECT_EQ(requests[2], kRemoved | kR | kC | 0x121);
  EXPECT_EQ(requests[4], kRemoved | 0x122);
  EXPECT_EQ(world.image.page_rc(GuestReal(0x49c'4000)), hpte_r::kRc | kDirtyPage);
}

TEST_P(PaprBulkRemove, AbsentEntryNeedsNoTlbieAndGivesTheGuestsRcI4) {
  world.place(HpteIndex(0x130), {kEntry.v, (kMmio | 0x2a) | hpte_r::kChanged});
  BulkRequests requests = {kAbsolute | 0x130, 0, kEnd, 0, 0, 0, 0, 0};
  EXPECT_EQ(remove(requests), HcallStatus::kSuccess);
  EXPECT_EQ(requests[0], kRemoved | kC | 0x130);
  EXPECT_EQ(world.port.count("tlbie"), 0);
  EXPECT_EQ(world.port.count("tlbsync"), 0);
  EXPECT_EQ(dword0(0x130), 0U);
}

TEST_P(PaprBulkRemove, FirstOfABatchSpinsJ8) {
  world.other_locks(HpteIndex(0x120));
  world.port.before("spin", 2, [&] { world.other_unlocks(HpteIndex(0x120)); });
  BulkRequests requests = {kAbsolute | 0x120, 0, kEnd, 0, 0, 0, 0, 0};
  EXPECT_EQ(remove(requests), HcallStatus::kSuccess);
  EXPECT_EQ(requests[0], kRemoved | 0x120);
  EXPECT_EQ(world.port.count("spin"), 2);
}

TEST_P(PaprBulkRemove, DoesNotSpinWhileItHoldsALockJ8) {
  world.other_locks(HpteIndex(0x121));
  bool first_was_done = false;
  world.port.before("spin", 1, [&] {
    first_was_done = dword0(0x120) == 0;
    world.other_unlocks(HpteIndex(0x121));
  });
  BulkRequests requests = {
      kAbsolute | 0x120, 0, kAbsolute | 0x121, 0, kAbsolute | 0x122, 0, kEnd, 0};
  EXPECT_EQ(remove(requests), HcallStatus::kSuccess);
  EXPECT_TRUE(first_was_done);
  EXPECT_EQ(requests[4], kRemoved | 0x122);
  EXPECT_EQ(world.port.count("tlbsync"), 2);
}

TEST_P(PaprBulkRemove, SameEntryTwiceIsNotFoundTheSecondTimeI4) {
  BulkRequests requests = {kAbsolute | 0x120, 0, kAbsolute | 0x120, 0, kEnd, 0, 0, 0};
  EXPECT_EQ(remove(requests), HcallStatus::kSuccess);
  EXPECT_EQ(requests[0], kRemoved | 0x120);
  EXPECT_EQ(requests[2], kNotFound | 0x120);
}

TEST_P(PaprBulkRemove, EachRemovalIsNotedR53) {
  world.partition.hpte_mod_interest = 1;
  BulkRequests requests = {kAbsolute | 0x120, 0, kAvpn | 0x121, 0x80, kEnd, 0, 0, 0};
  remove(requests);
  EXPECT_EQ(world.image.guest_r(HpteIndex(0x120)), kEntry.r | hpte_r::kModified);
  EXPECT_EQ(world.image.guest_r(HpteIndex(0x121)), kEntry.r);
}

}  // namespace
}  // namespace htabsim
