// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/hcall_codes.h"

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

}  // namespace
}  // namespace htabsim
