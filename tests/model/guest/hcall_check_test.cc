// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/hcall_check.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

HcallIssue issue(HcallToken token, std::uint64_t flags = 0) {
  return {static_cast<std::uint64_t>(token), {flags}};
}
HcallResult model(std::array<std::uint64_t, 8> values, HcallStatus status = HcallStatus::kSuccess) {
  return {status, values};
}
HcallReturn recorded(std::array<std::uint64_t, 8> values, std::uint64_t status = 0) {
  return {status, values};
}
bool agree(const HcallIssue& call, const HcallResult& got, const HcallReturn& expected) {
  return !hcall_difference(call, got, expected).has_value();
}

TEST(GuestHcallCheck, ModelledAreTheCallsOnEntriesI0) {
  for (const std::uint64_t opcode : {0x04, 0x08, 0x0c, 0x10, 0x14, 0x18, 0x124}) {
    EXPECT_TRUE(is_modelled_hcall(opcode)) << opcode;
  }
  for (const std::uint64_t opcode : {0x54, 0x58, 0xdc, 0xf000, 0x00}) {
    EXPECT_FALSE(is_modelled_hcall(opcode)) << opcode;
  }
}

TEST(GuestHcallCheck, StatusIsComparedFirstI0) {
  const auto enter = issue(HcallToken::kEnter);
  const auto full = recorded({}, 0xffff'ffff'ffff'fffa);  // -6
  EXPECT_TRUE(agree(enter, model({1}, HcallStatus::kPtegFull), full));
  EXPECT_EQ(hcall_difference(enter, model({}), full),
            "H_ENTER: expected H_PTEG_FULL, got H_SUCCESS");
}

TEST(GuestHcallCheck, EnterReturnsTheSlotInR4OnlyI2) {
  const auto enter = issue(HcallToken::kEnter);
  EXPECT_TRUE(agree(enter, model({7, 1, 2}), recorded({7, 8, 9})));
  EXPECT_EQ(hcall_difference(enter, model({7}), recorded({0x1f})),
            "H_ENTER: expected r4 1f, got 7");
}

TEST(GuestHcallCheck, NothingIsReturnedByProtectOrAFailureI5) {
  EXPECT_TRUE(agree(issue(HcallToken::kProtect), model({1}), recorded({2})));
  EXPECT_TRUE(agree(issue(HcallToken::kRemove), model({1}, HcallStatus::kNotFound),
                    recorded({2}, 0xffff'ffff'ffff'fff9)));
}

TEST(GuestHcallCheck, QemusTwoBitsOfVDoNotMatterM2) {
  const auto remove = issue(HcallToken::kRemove);
  EXPECT_TRUE(agree(remove, model({0x1081, 0x192}), recorded({0x10e1, 0x192})));
  EXPECT_FALSE(agree(remove, model({0x1081, 0x192}), recorded({0x1091, 0x192})));
}

TEST(GuestHcallCheck, AllOfDword1MattersI3) {
  const auto remove = issue(HcallToken::kRemove);
  EXPECT_FALSE(agree(remove, model({0x1081, 0x192}), recorded({0x1081, 0x1d2})));
  EXPECT_FALSE(agree(remove, model({0x1081, 0x192}), recorded({0x1081, 0x112})));
}

TEST(GuestHcallCheck, ReadReturnsOneEntryOrFourI6) {
  const auto one = issue(HcallToken::kRead);
  const auto four = issue(HcallToken::kRead, 0x20'0000'0000);
  const auto got = model({1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_TRUE(agree(one, got, recorded({1, 2, 3, 4, 5, 6, 7, 9})));
  EXPECT_FALSE(agree(four, got, recorded({1, 2, 3, 4, 5, 6, 7, 9})));
  EXPECT_FALSE(agree(one, got, recorded({1, 9})));
}

TEST(GuestHcallCheck, ContentsOfAnInvalidEntryDoNotMatterI6) {
  EXPECT_TRUE(agree(issue(HcallToken::kRead), model({0, 0x192}), recorded({0, 0})));
  EXPECT_FALSE(agree(issue(HcallToken::kRead), model({0x81, 0}), recorded({0, 0})));
}

TEST(GuestHcallCheck, ClearsReturnDword1I7) {
  for (const HcallToken token : {HcallToken::kClearRef, HcallToken::kClearMod}) {
    EXPECT_TRUE(agree(issue(token), model({0x192, 5}), recorded({0x192, 6})));
    EXPECT_FALSE(agree(issue(token), model({0x192}), recorded({0x1d2})));
  }
}

TEST(GuestHcallCheck, BulkRemovesRAndCAreEightBitsTooLowInRecordingsM3) {
  const auto bulk = issue(HcallToken::kBulkRemove);
  // PAPR: type 10, R 08, C 04 in the top byte. QEMU: r << 43 puts R at 1 << 51, C at 1 << 50.
  EXPECT_TRUE(agree(bulk, model({0x8c00'0000'0000'0123}), recorded({0x800c'0000'0000'0123})));
  EXPECT_TRUE(agree(bulk, model({0x8800'0000'0000'0123}), recorded({0x8008'0000'0000'0123})));
  EXPECT_FALSE(agree(bulk, model({0x8000'0000'0000'0123}), recorded({0x8008'0000'0000'0123})));
  EXPECT_FALSE(agree(bulk, model({0x8400'0000'0000'0123}), recorded({0x8008'0000'0000'0123})));
}

TEST(GuestHcallCheck, BulkRemovesUntouchedRequestsAreComparedAsTheyAreI4) {
  const auto bulk = issue(HcallToken::kBulkRemove);
  EXPECT_FALSE(
      agree(bulk, model({0, 0, 0x4c00'0000'0000'0123}), recorded({0, 0, 0x400c'0000'0000'0123})));
  EXPECT_FALSE(agree(bulk, model({0, 0x1080}), recorded({0, 0x1000})));
}

TEST(GuestHcallCheck, BulkRemoveReturnsItsRequestsOnErrorTooI4) {
  const auto bulk = issue(HcallToken::kBulkRemove);
  const auto parameter = HcallStatus::kParameter;
  EXPECT_FALSE(agree(bulk, model({0xa000'0000'0000'0123}, parameter),
                     recorded({0x9000'0000'0000'0123}, 0xffff'ffff'ffff'fffc)));
}

}  // namespace
}  // namespace htabsim
