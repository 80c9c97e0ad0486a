// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/hcall.h"

#include <gtest/gtest.h>

#include "htabsim/model/isa/access.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

class PaprHcall : public testing::Test {
 protected:
  HcallResult call(HcallToken token, std::array<std::uint64_t, 9> args, std::uint64_t msr = 0) {
    return execute_hcall(world.port, world.partition, {token, msr, args});
  }
  PaprWorld world;
};

TEST_F(PaprHcall, EnterTakesR4ToR7AndReturnsTheSlotInR4I2) {
  const HcallResult result =
      call(HcallToken::kEnter, {0, 0x125, kEntry.v, kEntry.r, 5, 6, 7, 8, 9});
  EXPECT_EQ(result,
            (HcallResult{HcallStatus::kSuccess, {0x120, 0x125, kEntry.v, kEntry.r, 5, 6, 7, 8}}));
  EXPECT_EQ(guest_view(world.image, HpteIndex(0x120)), kEntry);
}

TEST_F(PaprHcall, RadixGuestHasNoHcallsOfTheTableI12) {
  world.partition.translation = GuestTranslation::kRadix;
  for (const HcallToken token : {HcallToken::kEnter, HcallToken::kRead, HcallToken::kRemove}) {
    EXPECT_EQ(call(token, {}).status, HcallStatus::kFunction);
    EXPECT_EQ(call(token, {}, msr::kPr).status, HcallStatus::kPrivilege);
  }
}

TEST_F(PaprHcall, RefusedEnterLeavesTheRegistersI2) {
  world.place(kIndex, kEntry);
  const std::array<std::uint64_t, 9> args = {hcall_flag::kExact, kIndex.value(), kEntry.v, 1};
  EXPECT_EQ(
      call(HcallToken::kEnter, args),
      (HcallResult{HcallStatus::kPtegFull, {hcall_flag::kExact, kIndex.value(), kEntry.v, 1}}));
}

TEST_F(PaprHcall, RemoveReturnsTheEntryInR4AndR5I3) {
  world.place(kIndex, kEntry);
  const HcallResult refused =
      call(HcallToken::kRemove, {hcall_flag::kAndCond, kIndex.value(), hpte_v::kBolted});
  EXPECT_EQ(refused, (HcallResult{HcallStatus::kNotFound,
                                  {hcall_flag::kAndCond, kIndex.value(), hpte_v::kBolted}}));
  const HcallResult removed = call(HcallToken::kRemove, {0, kIndex.value(), 0x77});
  EXPECT_EQ(removed, (HcallResult{HcallStatus::kSuccess, {kEntry.v, kEntry.r, 0x77}}));
}

TEST_F(PaprHcall, ProtectTakesFlagsSlotAndAvpnI5) {
  world.place(kIndex, kEntry);
  EXPECT_EQ(call(HcallToken::kProtect, {hcall_flag::kAvpn | 3, kIndex.value(), 0x80}).status,
            HcallStatus::kNotFound);
  const std::uint64_t avpn = kEntry.v & hpte_v::kCompare;
  EXPECT_EQ(call(HcallToken::kProtect, {hcall_flag::kAvpn | 3, kIndex.value(), avpn}).status,
            HcallStatus::kSuccess);
  EXPECT_EQ(guest_view(world.image, kIndex).r, kEntry.r | 3);
}

TEST_F(PaprHcall, ReadReturnsOneOrFourEntriesFromR4OnI6) {
  world.place(HpteIndex(0x121), kEntry);
  const HcallResult one = call(HcallToken::kRead, {0, 0x121, 2, 3});
  EXPECT_EQ(one, (HcallResult{HcallStatus::kSuccess, {kEntry.v, kEntry.r, 2, 3}}));
  const HcallResult four = call(HcallToken::kRead, {hcall_flag::kRead4, 0x121, 2, 3});
  EXPECT_EQ(four, (HcallResult{HcallStatus::kSuccess, {0, 0, kEntry.v, kEntry.r, 0, 0, 0, 0}}));
}

TEST_F(PaprHcall, ClearRefAndClearModReturnTheOldDwordInR4I7) {
  world.place(kIndex, {kEntry.v, kEntry.r | hpte_r::kRc});
  EXPECT_EQ(call(HcallToken::kClearRef, {0, kIndex.value()}),
            (HcallResult{HcallStatus::kSuccess, {kEntry.r | hpte_r::kRc, kIndex.value()}}));
  EXPECT_EQ(call(HcallToken::kClearMod, {0, kIndex.value()}),
            (HcallResult{HcallStatus::kSuccess, {kEntry.r | hpte_r::kChanged, kIndex.value()}}));
  EXPECT_EQ(call(HcallToken::kClearRef, {8, 0x700}),
            (HcallResult{HcallStatus::kNotFound, {8, 0x700}}));
}

TEST_F(PaprHcall, BulkRemoveAnswersInR4ToR11I4) {
  world.place(kIndex, kEntry);
  const HcallResult result = call(
      HcallToken::kBulkRemove, {0x4000'0000'0000'0123, 1, 0xc000'0000'0000'0000, 2, 3, 4, 5, 6, 7});
  EXPECT_EQ(result,
            (HcallResult{HcallStatus::kSuccess,
                         {0x8000'0000'0000'0123, 1, 0xc000'0000'0000'0000, 2, 3, 4, 5, 6}}));
}

TEST_F(PaprHcall, PageInitTakesFlagsDestinationAndSourceI8) {
  EXPECT_EQ(call(HcallToken::kPageInit, {hcall_flag::kCopyPage, 0x1000, 0x2000}).status,
            HcallStatus::kSuccess);
  EXPECT_EQ(call(HcallToken::kPageInit, {hcall_flag::kCopyPage, 0x1000, kMmio}).status,
            HcallStatus::kParameter);
}

TEST_F(PaprHcall, ProblemStateMayNotCallI0) {
  const HcallResult result = call(HcallToken::kEnter, {0, 0x125, kEntry.v, kEntry.r}, msr::kPr);
  EXPECT_EQ(result, (HcallResult{HcallStatus::kPrivilege, {0, 0x125, kEntry.v, kEntry.r}}));
  EXPECT_EQ(world.hardware(HpteIndex(0x120)).v, 0U);
}

TEST_F(PaprHcall, UnknownTokenIsNoFunctionI0) {
  EXPECT_EQ(call(HcallToken{0x999}, {}).status, HcallStatus::kFunction);
  EXPECT_EQ(call(HcallToken::kBlockRemove, {}).status, HcallStatus::kFunction);
}

TEST_F(PaprHcall, EachCallCostsOneEntryToTheHypervisor) {
  call(HcallToken::kRead, {0, 0});
  call(HcallToken{0x999}, {});
  call(HcallToken::kRead, {}, msr::kPr);
  EXPECT_EQ(world.port.trace(), "hcall load0 load1 hcall hcall");
}

}  // namespace
}  // namespace htabsim
