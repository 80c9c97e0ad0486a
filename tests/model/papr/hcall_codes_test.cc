// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/hcall_codes.h"

#include <cstdint>
#include <string_view>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(PaprCodes, TokensAndStatusesHaveThePaprValuesI0) {
  EXPECT_EQ(static_cast<std::uint64_t>(HcallToken::kRemove), 0x04U);
  EXPECT_EQ(static_cast<std::uint64_t>(HcallToken::kEnter), 0x08U);
  EXPECT_EQ(static_cast<std::uint64_t>(HcallToken::kBulkRemove), 0x124U);
  EXPECT_EQ(static_cast<std::int64_t>(HcallStatus::kParameter), -4);
  EXPECT_EQ(static_cast<std::int64_t>(HcallStatus::kPtegFull), -6);
  EXPECT_EQ(static_cast<std::int64_t>(HcallStatus::kNotFound), -7);
  EXPECT_EQ(static_cast<std::int64_t>(HcallStatus::kLongBusy100S), 9905);
}

TEST(PaprCodes, FlagsAreWhereI1PutsThem) {
  EXPECT_EQ(hcall_flag::kTranslate, 0x40'0000'0000U);
  EXPECT_EQ(hcall_flag::kIcacheInvalidate, 0x80'0000U);
  EXPECT_EQ(hcall_flag::kIcacheSync, 0x40'0000U);
  EXPECT_EQ(hcall_flag::kKeyHigh | hcall_flag::kKeyLow, 0x3e00U);
  EXPECT_EQ(hcall_flag::kPp0, 0x100U);
  EXPECT_EQ(hcall_flag::kNoExecute, 4U);
}

TEST(PaprCodes, NamesArePaprNames) {
  EXPECT_EQ(name(HcallToken::kBulkRemove), "H_BULK_REMOVE");
  EXPECT_EQ(name(HcallToken{0x999}), "H_?");
  EXPECT_EQ(name(HcallStatus::kPtegFull), "H_PTEG_FULL");
  EXPECT_EQ(name(HcallStatus::kParameter4), "H_P4");
  EXPECT_EQ(name(HcallStatus{77}), "H_?");
}

TEST(PaprCodes, EveryTokenHasItsNumberAndNameI0) {
  const struct {
    HcallToken token;
    std::uint64_t number;
    std::string_view name;
  } kTokens[] = {
      {HcallToken::kRemove, 0x04, "H_REMOVE"},
      {HcallToken::kEnter, 0x08, "H_ENTER"},
      {HcallToken::kRead, 0x0c, "H_READ"},
      {HcallToken::kClearMod, 0x10, "H_CLEAR_MOD"},
      {HcallToken::kClearRef, 0x14, "H_CLEAR_REF"},
      {HcallToken::kProtect, 0x18, "H_PROTECT"},
      {HcallToken::kPageInit, 0x2c, "H_PAGE_INIT"},
      {HcallToken::kBulkRemove, 0x124, "H_BULK_REMOVE"},
      {HcallToken::kBlockRemove, 0x328, "H_BLOCK_REMOVE"},
      {HcallToken::kResizeHptPrepare, 0x36c, "H_RESIZE_HPT_PREPARE"},
      {HcallToken::kResizeHptCommit, 0x370, "H_RESIZE_HPT_COMMIT"},
      {HcallToken::kRegisterProcessTable, 0x37c, "H_REGISTER_PROC_TBL"},
  };
  for (const auto& row : kTokens) {
    EXPECT_EQ(static_cast<std::uint64_t>(row.token), row.number) << row.name;
    EXPECT_EQ(name(row.token), row.name);
  }
}

TEST(PaprCodes, EveryStatusHasItsNumberAndNameI0) {
  const struct {
    HcallStatus status;
    std::int64_t number;
    std::string_view name;
  } kStatuses[] = {
      {HcallStatus::kSuccess, 0, "H_SUCCESS"},
      {HcallStatus::kBusy, 1, "H_BUSY"},
      {HcallStatus::kClosed, 2, "H_CLOSED"},
      {HcallStatus::kNotAvailable, 3, "H_NOT_AVAILABLE"},
      {HcallStatus::kHardware, -1, "H_HARDWARE"},
      {HcallStatus::kFunction, -2, "H_FUNCTION"},
      {HcallStatus::kPrivilege, -3, "H_PRIVILEGE"},
      {HcallStatus::kParameter, -4, "H_PARAMETER"},
      {HcallStatus::kPtegFull, -6, "H_PTEG_FULL"},
      {HcallStatus::kNotFound, -7, "H_NOT_FOUND"},
      {HcallStatus::kNoMemory, -9, "H_NO_MEM"},
      {HcallStatus::kAuthority, -10, "H_AUTHORITY"},
      {HcallStatus::kResource, -16, "H_RESOURCE"},
      {HcallStatus::kRescinded, -46, "H_RESCINDED"},
      {HcallStatus::kParameter2, -55, "H_P2"},
      {HcallStatus::kParameter3, -56, "H_P3"},
      {HcallStatus::kParameter4, -57, "H_P4"},
      {HcallStatus::kTooBig, -64, "H_TOO_BIG"},
      {HcallStatus::kLongBusy1Ms, 9900, "H_LONG_BUSY_ORDER_1_MSEC"},
      {HcallStatus::kLongBusy10Ms, 9901, "H_LONG_BUSY_ORDER_10_MSEC"},
      {HcallStatus::kLongBusy100Ms, 9902, "H_LONG_BUSY_ORDER_100_MSEC"},
      {HcallStatus::kLongBusy1S, 9903, "H_LONG_BUSY_ORDER_1_SEC"},
      {HcallStatus::kLongBusy10S, 9904, "H_LONG_BUSY_ORDER_10_SEC"},
      {HcallStatus::kLongBusy100S, 9905, "H_LONG_BUSY_ORDER_100_SEC"},
  };
  for (const auto& row : kStatuses) {
    EXPECT_EQ(static_cast<std::int64_t>(row.status), row.number) << row.name;
    EXPECT_EQ(name(row.status), row.name);
  }
}

TEST(PaprCodes, EveryFlagHasItsBitI1) {
  EXPECT_EQ(hcall_flag::kLargePage, 0x8000'0000'0000U);  // bit 16
  EXPECT_EQ(hcall_flag::kExact, 0x80'0000'0000U);
  EXPECT_EQ(hcall_flag::kTranslate, 0x40'0000'0000U);
  EXPECT_EQ(hcall_flag::kRead4, 0x20'0000'0000U);
  EXPECT_EQ(hcall_flag::kPageState, 0xf'0000'0000U);  // bits 28:31
  EXPECT_EQ(hcall_flag::kAvpn, 0x8000'0000U);
  EXPECT_EQ(hcall_flag::kAndCond, 0x4000'0000U);
  EXPECT_EQ(hcall_flag::kIcacheInvalidate, 0x80'0000U);
  EXPECT_EQ(hcall_flag::kIcacheSync, 0x40'0000U);
  EXPECT_EQ(hcall_flag::kCoalesce, 0x20'0000U);  // bit 42
  EXPECT_EQ(hcall_flag::kZeroPage, 0x8000U);
  EXPECT_EQ(hcall_flag::kCopyPage, 0x4000U);
  EXPECT_EQ(hcall_flag::kKeyHigh, 0x3000U);  // key0:4 is 0x3e00
  EXPECT_EQ(hcall_flag::kKeyLow, 0xe00U);
  EXPECT_EQ(hcall_flag::kPp0, 0x100U);
  EXPECT_EQ(hcall_flag::kNoExecute, 4U);
  EXPECT_EQ(hcall_flag::kPp, 3U);
}

}  // namespace
}  // namespace htabsim
