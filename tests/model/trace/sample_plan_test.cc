// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/sample_plan.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(SamplePlan, ASampleLiesInTheMiddleOfEachPeriod) {
  const SamplePlan plan{.length = 100, .period = 10'000};
  EXPECT_EQ(plan.region(0), (SampleRegion{4'950, 1}));  // (10,000 - 100) / 2
  EXPECT_EQ(plan.region(7), (SampleRegion{74'950, 1}));
}

TEST(SamplePlan, ChosenRegionsComeInTheirOrderAndEnd) {
  const SamplePlan plan{.length = 100, .regions = {{200, 0.25}, {900, 0.75}}};
  EXPECT_EQ(plan.region(1), (SampleRegion{900, 0.75}));
  EXPECT_EQ(plan.region(2), std::nullopt);
}

TEST(SamplePlan, TheBeginningIsWhatComesBeforeTheFirstPeriodsSample) {
  EXPECT_EQ((SamplePlan{.length = 100, .period = 10'000}.beginning()), 4'950 - 256);
  EXPECT_EQ((SamplePlan{.length = 100, .period = 356}.beginning()), 0);
  EXPECT_EQ((SamplePlan{.length = 100, .regions = {{5'000, 1}}}.beginning()), 0);
}

TEST(SamplePlan, PassesOverAccessesOnlyWithAWarmUpAndBehindTheSecondPeriodsSample) {
  const SamplePlan periods{.length = 100, .period = 10'000, .warmup = 50};
  EXPECT_FALSE(periods.passes_over(1));
  EXPECT_TRUE(periods.passes_over(2));
  EXPECT_TRUE((SamplePlan{.length = 100, .regions = {{5'000, 1}}, .warmup = 50}.passes_over(0)));
  EXPECT_FALSE((SamplePlan{.length = 100, .period = 10'000}.passes_over(2)));
}

}  // namespace
}  // namespace htabsim
