// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/ordering/litmus_run.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/ordering/litmus_file.h"

namespace htabsim {
namespace {

const std::vector<KnownLitmusTest>& published() {
  static const std::vector<KnownLitmusTest> tests =
      read_litmus_file(InputFile(HTABSIM_SOURCE_DIR "/tests/conformance/ordering/litmus.tsv"));
  return tests;
}

bool is_allowed(const LitmusTest& test) { return find_execution(test).has_value(); }

TEST(LitmusRun, WhatHardwareHasShownIsAllowedO16) {
  unsigned seen = 0;
  for (const KnownLitmusTest& known : published()) {
    if (known.hardware != HardwareHas::seen) continue;
    ++seen;
    EXPECT_TRUE(is_allowed(known.test)) << known.test.name;
  }
  EXPECT_EQ(seen, 385);  // O16
}

TEST(LitmusRun, WhatTheArchitectureForbidsIsForbiddenO16) {
  unsigned forbidden = 0;
  for (const KnownLitmusTest& known : published()) {
    if (known.architecture != ArchitectureSays::forbidden) continue;
    ++forbidden;
    EXPECT_FALSE(is_allowed(known.test)) << known.test.name;
  }
  EXPECT_EQ(forbidden, 128);  // O16
}

// Hardware never did, though the architecture allows it.
TEST(LitmusRun, LoadsAreNotBufferedO2) { EXPECT_FALSE(is_allowed(litmus_test("LB"))); }

// Each access, and the one barrier.
TEST(LitmusRun, ExecutionHasAllStepsInOrderOfEachThread) {
  const auto execution = find_execution(litmus_test("MP+sync+po"));
  ASSERT_TRUE(execution);
  EXPECT_EQ(execution->size(), 5);
  std::vector<LitmusStep::Kind> of_writer;
  for (const LitmusStep& step : *execution) {
    if (step.thread == 0) of_writer.push_back(step.kind);
  }
  using enum LitmusStep::Kind;
  EXPECT_EQ(of_writer, (std::vector{kStore, kBarrier, kStore}));
}

RC_GTEST_PROP(LitmusProperty, SyncInPlaceOfAnyEdgeAllowsNoMore, ()) {
  const auto number = *rc::gen::inRange<std::size_t>(0, published().size());
  const LitmusTest& test = published()[number].test;
  const auto thread = *rc::gen::inRange<std::size_t>(0, test.threads.size());
  LitmusTest stronger = test;
  stronger.threads[thread].edge = LitmusEdge::sync;
  if (is_allowed(stronger)) RC_ASSERT(is_allowed(test));
}

RC_GTEST_PROP(LitmusProperty, BarrierLeftOutForbidsNoMore, ()) {
  const auto number = *rc::gen::inRange<std::size_t>(0, published().size());
  const LitmusTest& test = published()[number].test;
  const auto thread = *rc::gen::inRange<std::size_t>(0, test.threads.size());
  LitmusTest weaker = test;
  weaker.threads[thread].edge = LitmusEdge::po;
  if (is_allowed(test)) RC_ASSERT(is_allowed(weaker));
}

}  // namespace
}  // namespace htabsim
