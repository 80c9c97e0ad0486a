// SPDX-License-Identifier: Apache-2.0
//
// What the MMU's values are before anybody sets them.
#include <gtest/gtest.h>

#include "htabsim/model/mmu/thread_mmu.h"

namespace htabsim {
namespace {

TEST(MmuUnsetValues, CachedTranslationsPermitNothing) {
  const EratEntry in_erat;
  EXPECT_EQ(in_erat.shift, 0U);
  EXPECT_EQ(in_erat.permitted, 0);
  EXPECT_EQ(in_erat.segment_size, SegmentSize::segment_256m);
  const TlbEntry in_tlb;
  EXPECT_EQ(in_tlb.r, 0U);
  EXPECT_FALSE(in_tlb.changed);
  EXPECT_EQ(Tlb::Lookup().match, Tlb::Match::kMiss);
  EXPECT_EQ(Tlb::Lookup().entry, nullptr);
}

TEST(MmuUnsetValues, RegistersAreZeroAndRealModeHasNoRmor) {
  const PartitionRegisters registers;
  EXPECT_EQ(registers.hrmor, 0U);
  EXPECT_FALSE(registers.rmor);
  EXPECT_FALSE(registers.partition_entry);
}

TEST(MmuUnsetValues, WalkIsForAPrivilegedLoadThatSetsNoRSpeculatively) {
  const WalkRequest request;
  EXPECT_EQ(request.kind, AccessKind::kLoad);
  EXPECT_FALSE(request.problem_state);
  EXPECT_EQ(request.speculative_r, SpeculativeR::never);
}

TEST(MmuUnsetValues, WalkHasFoundNothing) {
  const WalkResult result;
  EXPECT_EQ(result.status, WalkStatus::kNotFound);
  EXPECT_EQ(result.hash, HashKind::kPrimary);
  EXPECT_EQ(result.denied, 0U);
  EXPECT_EQ(result.lines, 0U);
  EXPECT_EQ(result.rc_set, 0U);
}

TEST(MmuUnsetValues, StepIsAFaultOfTheErat) {
  const TranslationStep step;
  EXPECT_EQ(step.kind, TranslationStep::Kind::kFault);
  EXPECT_EQ(step.source, TranslationStep::Source::kErat);
  EXPECT_EQ(step.entry, nullptr);
  EXPECT_FALSE(step.changes_only);
}

}  // namespace
}  // namespace htabsim
