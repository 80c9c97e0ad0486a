// SPDX-License-Identifier: Apache-2.0
//
// What the hcalls' values are before anybody sets them.
#include <gtest/gtest.h>

#include "htabsim/model/papr/h_clear_rc.h"
#include "htabsim/model/papr/h_enter.h"
#include "htabsim/model/papr/h_read.h"
#include "htabsim/model/papr/h_register_process_table.h"
#include "htabsim/model/papr/h_remove.h"
#include "htabsim/model/papr/hcall.h"
#include "htabsim/model/papr/locked_hpte.h"
#include "htabsim/model/papr/storage_interrupt.h"

namespace htabsim {
namespace {

TEST(PaprUnsetValues, ResultsAreASuccessThatReturnsNothing) {
  EXPECT_EQ(ClearResult(), (ClearResult{HcallStatus::kSuccess, 0}));
  EXPECT_EQ(EnterResult(), (EnterResult{HcallStatus::kSuccess, HpteIndex(0)}));
  EXPECT_EQ(RemoveResult(), (RemoveResult{HcallStatus::kSuccess, {0, 0}}));
  EXPECT_EQ(HcallResult(), (HcallResult{HcallStatus::kSuccess, {}}));
  EXPECT_EQ(ReadResult().status, HcallStatus::kSuccess);
  EXPECT_TRUE(ReadResult().entries.empty());
}

TEST(PaprUnsetValues, FrameIsOfAReadOfEntryZeroWithTheMsrClear) {
  const HcallFrame frame;
  EXPECT_EQ(frame.token, HcallToken::kRead);
  EXPECT_EQ(frame.msr, 0U);
  for (const std::uint64_t arg : frame.args) EXPECT_EQ(arg, 0U);
}

TEST(PaprUnsetValues, LockedEntryIsNone) {
  const LockedHpte locked;
  EXPECT_EQ(locked.dword0, 0U);
  EXPECT_FALSE(locked.valid());
  EXPECT_FALSE(locked.guest_valid());
}

TEST(PaprUnsetValues, ProcessTableIsEmpty) { EXPECT_EQ(ProcessTable(), (ProcessTable{0, 0, 0})); }

TEST(PaprUnsetValues, StorageInterruptHasNoCauseAndIsTriedAgain) {
  EXPECT_EQ(StorageInterrupt().causes, 0U);
  EXPECT_EQ(StorageOutcome().action, StorageOutcome::Action::kRetry);
}

}  // namespace
}  // namespace htabsim
