// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/hcall.h"

#include <gtest/gtest.h>

#include "htabsim/model/isa/access.h"
#include "tests/model/papr/papr_world.h"

namespace htabsim {
namespace {

using namespace papr_test;

class PaprHcall : public BothFormats {
 protected:
  HcallResult call(HcallToken token, std::array<std::uint64_t, 9> args, std::uint64_t msr = 0) {
    return execute_hcall(world.port, world.partition, {token, msr, args});
  }
};
INSTANTIATE_TEST_SUITE_P(Formats, PaprHcall, kBothFormats, format_name);

TEST_P(PaprHcall, EnterTakesR4ToR7AndReturnsTheSlotInR4I2) {
  const HcallResult result =
      call(HcallToken::kEnter, {0, 0x125, kEntry.v, kEntry.r, 5, 6, 7, 8, 9});
  EXPECT_EQ(result,
            (HcallResult{HcallStatus::kSuccess, {0x120, 0x125, kEntry.v, kEntry.r, 5, 6, 7, 8}}));
  EXPECT_EQ(guest_view(world.image, HpteIndex(0x120)), kEntry);
}

TEST_P(PaprHcall, RadixGuestHasNoHcallsOfTheTableI12) {
  world.partition.translation = GuestTranslation::kRadix;
  for (const HcallToken token : {HcallToken::kEnter, HcallToken::kRead, HcallToken::kRemove}) {
    EXPECT_EQ(call(token, {}).status, HcallStatus::kFunction);
    EXPECT_EQ(call(token, {}, msr::kPr).status, HcallStatus::kPrivilege);
  }
}

TEST_P(PaprHcall, RefusedEnterLeavesTheRegistersI2) {
  world.place(kIndex, kEntry);
  const std::array<std::uint64_t, 9> args = {hcall_flag::kExact, kIndex.value(), kEntry.v, 1};
  EXPECT_EQ(
      call(HcallToken::kEnter, args),
      (HcallResult{HcallStatus::kPtegFull, {hcall_flag::kExact, kIndex.value(), kEntry.v, 1}}));
}

TEST_P(PaprHcall, RemoveReturnsTheEntryInR4AndR5I3) {
  world.place(kIndex, kEntry);
  const HcallResult refused =
      call(HcallToken::kRemove, {hcall_flag::kAndCond, kIndex.value(), hpte_v::kBolted});
  EXPECT_EQ(refused, (HcallResult{HcallStatus::kNotFound,
                                  {hcall_flag::kAndCond, kIndex.value(), hpte_v::kBolted}}));
  const HcallResult removed = call(HcallToken::kRemove, {0, kIndex.value(), 0x77});
  EXPECT_EQ(removed, (HcallResult{HcallStatus::kSuccess, {kEntry.v, kEntry.r, 0x77}}));
}

TEST_P(PaprHcall, ProtectTakesFlagsSlotAndAvpnI5) {
  world.place(kIndex, kEntry);
  EXPECT_EQ(call(HcallToken::kProtect, {hcall_flag::kAvpn | 3, kIndex.value(), 0x80}).status,
            HcallStatus::kNotFound);
  const std::uint64_t avpn = kEntry.v & hpte_v::kCompare;
  EXPECT_EQ(call(HcallToken::kProtect, {hcall_flag::kAvpn | 3, kIndex.value(), avpn}).status,
            HcallStatus::kSuccess);
  EXPECT_EQ(guest_view(world.image, kIndex).r, kEntry.r | 3);
}

TEST_P(PaprHcall, ReadReturnsOneOrFourEntriesFromR4OnI6) {
  world.place(HpteIndex(0x121), kEntry);
  const HcallResult one = call(HcallToken::kRead, {0, 0x121, 2, 3});
  EXPECT_EQ(one, (HcallResult{HcallStatus::kSuccess, {kEntry.v, kEntry.r, 2, 3}}));
  const HcallResult four = call(HcallToken::kRead, {hcall_flag::kRead4, 0x121, 2, 3});
  EXPECT_EQ(four, (HcallResult{HcallStatus::kSuccess, {0, 0, kEntry.v, kEntry.r, 0, 0, 0, 0}}));
}

TEST_P(PaprHcall, ClearRefAndClearModReturnTheOldDwordInR4I7) {
  world.place(kIndex, {kEntry.v, kEntry.r | hpte_r::kRc});
  EXPECT_EQ(call(HcallToken::kClearRef, {0, kIndex.value()}),
            (HcallResult{HcallStatus::kSuccess, {kEntry.r | hpte_r::kRc, kIndex.value()}}));
  EXPECT_EQ(call(HcallToken::kClearMod, {0, kIndex.value()}),
            (HcallResult{HcallStatus::kSuccess, {kEntry.r | hpte_r::kChanged, kIndex.value()}}));
  EXPECT_EQ(call(HcallToken::kClearRef, {8, 0x700}),
            (HcallResult{HcallStatus::kNotFound, {8, 0x700}}));
}

TEST_P(PaprHcall, BulkRemoveAnswersInR4ToR11I4) {
  world.place(kIndex, kEntry);
  const HcallResult result = call(
      HcallToken::kBulkRemove, {0x4000'0000'0000'0123, 1, 0xc000'0000'0000'0000, 2, 3, 4, 5, 6, 7});
  EXPECT_EQ(result,
            (HcallResult{HcallStatus::kSuccess,
                         {0x8000'0000'0000'0123, 1, 0xc000'0000'0000'0000, 2, 3, 4, 5, 6}}));
}

TEST_P(PaprHcall, PageInitTakesFlagsDestinationAndSourceI8) {
  EXPECT_EQ(call(HcallToken::kPageInit, {hcall_flag::kCopyPage, 0x1000, 0x2000}).status,
            HcallStatus::kSuccess);
  EXPECT_EQ(call(HcallToken::kPageInit, {hcall_flag::kCopyPage, 0x1000, kMmio}).status,
            HcallStatus::kParameter);
}

TEST_P(PaprHcall, ProblemStateMayNotCallI0) {
  for (const PaprFlavour flavour : {PaprFlavour::qemu, PaprFlavour::lopar}) {
    world.partition.flavour = flavour;
    const HcallResult result = call(HcallToken::kEnter, {0, 0x125, kEntry.v, kEntry.r}, msr::kPr);
    EXPECT_EQ(result, (HcallResult{HcallStatus::kPrivilege, {0, 0x125, kEntry.v, kEntry.r}}));
    EXPECT_EQ(world.hardware(HpteIndex(0x120)).v, 0U);
  }
}

// sc_1_fast_return: the guest gets 0xc00 with r3 to r11 as they were.
TEST_P(PaprHcall, ProblemStatesCallIsTheGuestsOwnSystemCallUnderKvmI0) {
  const HcallResult result = call(HcallToken::kEnter, {0, 0x125, kEntry.v, kEntry.r}, msr::kPr);
  EXPECT_EQ(result, (HcallResult{HcallStatus(HcallToken::kEnter),
                                 {0, 0x125, kEntry.v, kEntry.r},
                                 Interrupt::kSystemCall}));
  EXPECT_EQ(world.hardware(HpteIndex(0x120)).v, 0U);
}

TEST_P(PaprHcall, UnknownTokenIsNoFunctionI0) {
  EXPECT_EQ(call(HcallToken{0x999}, {}).status, HcallStatus::kFunction);
  EXPECT_EQ(call(HcallToken::kBlockRemove, {}).status, HcallStatus::kFunction);
}

TEST_P(PaprHcall, EachCallCostsOneEntryToTheHypervisor) {
  call(HcallToken::kRead, {0, 0});
  call(HcallToken{0x999}, {});
  call(HcallToken::kRead, {}, msr::kPr);
  EXPECT_EQ(world.port.trace(), "hcall load0 load1 hcall hcall");
}

TEST_P(PaprHcall, ReadOutsideTheTableSaysSoInR3I0) {
  const std::uint64_t end = world.image.geometry().hptes();
  EXPECT_EQ(call(HcallToken::kRead, {0, end}), (HcallResult{HcallStatus::kParameter, {0, end}}));
}

TEST_P(PaprHcall, ClearRefAndClearModClearTheirOwnBitI7) {
  constexpr std::uint64_t kUsed = kEntry.r | hpte_r::kRc;
  world.place(kIndex, {kEntry.v, kUsed});
  world.place(kIndex + 1, {kEntry.v, kUsed});
  call(HcallToken::kClearRef, {0, kIndex.value()});
  call(HcallToken::kClearMod, {0, kIndex.value() + 1});
  EXPECT_EQ(world.image.guest_r(kIndex), kEntry.r | hpte_r::kChanged);
  EXPECT_EQ(world.image.guest_r(kIndex + 1), kEntry.r | hpte_r::kReferenced);
}

TEST_P(PaprHcall, PageInitTakesItsDestinationFromR5AndItsSourceFromR6I8) {
  const auto init = [&](std::uint64_t destination, std::uint64_t source) {
    const std::uint64_t copy = hcall_flag::kCopyPage;
    return call(HcallToken::kPageInit, {copy, destination, source, kMmio, kMmio}).status;
  };
  EXPECT_EQ(init(0x1000, 0x2000), HcallStatus::kSuccess);
  EXPECT_EQ(init(kMmio, 0x2000), HcallStatus::kParameter);
  EXPECT_EQ(init(0x1000, kMmio), HcallStatus::kParameter);
}

TEST_P(PaprHcall, ResizeTakesItsOrderFromR5I9) {
  const auto resize = [&](HcallToken token) { return call(token, {0, 19, 21, 21, 21}).status; };
  EXPECT_EQ(resize(HcallToken::kResizeHptPrepare), HcallStatus::kLongBusy100Ms);
  EXPECT_EQ(resize(HcallToken::kResizeHptPrepare), HcallStatus::kSuccess);
  EXPECT_EQ(resize(HcallToken::kResizeHptCommit), HcallStatus::kSuccess);
  EXPECT_EQ(world.image.geometry().order(), 19U);
}

TEST(PaprHcallOfIsa300, RegistrationTakesR5ToR7I10) {
  PaprWorld world(HpteFormat::isa300);
  const HcallFrame frame = {HcallToken::kRegisterProcessTable, msr::kSf, {0x18, 0x123, 5, 7, 9}};
  EXPECT_EQ(execute_hcall(world.port, world.partition, frame).status, HcallStatus::kSuccess);
  EXPECT_EQ(world.partition.process_table, (0x123ULL << 25) | (5 << 5) | 7);
}

TEST(PaprHcallResult, IsASuccessThatReturnsNothingUnlessSet) {
  EXPECT_EQ(HcallResult(), (HcallResult{HcallStatus::kSuccess, {}}));
}

TEST(PaprHcallFrame, IsOfAReadOfEntryZeroWithTheMsrClearUnlessSet) {
  const HcallFrame frame;
  EXPECT_EQ(frame.token, HcallToken::kRead);
  EXPECT_EQ(frame.msr, 0U);
  for (const std::uint64_t arg : frame.args) EXPECT_EQ(arg, 0U);
}

}  // namespace
}  // namespace htabsim
