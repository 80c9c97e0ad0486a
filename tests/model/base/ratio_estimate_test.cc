// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/ratio_estimate.h"

#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(RatioEstimateTest, IsTheRatioOfTheSumsAndItsResidualsMakeTheInterval) {
  const std::vector<RatioSample> samples = {{10, 10}, {30, 10}};
  const RatioEstimate found = estimate_ratio(samples);
  EXPECT_DOUBLE_EQ(found.ratio, 2);
  // Residuals -10 and 10: s^2 = 200 / 1, of the mean sqrt(200 / 2) = 10, of the ratio 10 / 10 = 1;
  // Student's 97.5 % point of 1 degree of freedom is 12.7062.
  ASSERT_TRUE(found.half_width);
  EXPECT_NEAR(*found.half_width, 12.7062, 1e-4);
}

TEST(RatioEstimateTest, SamplesOfTheSameRatioLeaveNoDoubt) {
  const std::vector<RatioSample> samples = {{3, 1}, {30, 10}, {6, 2}};
  const RatioEstimate found = estimate_ratio(samples);
  EXPECT_DOUBLE_EQ(found.ratio, 3);
  EXPECT_DOUBLE_EQ(found.half_width.value(), 0);
}

TEST(RatioEstimateTest, WeightsCountAndHaveNoInterval) {
  const std::vector<RatioSample> samples = {{1, 1, 0.75}, {5, 1, 0.25}};
  const RatioEstimate found = estimate_ratio(samples);
  EXPECT_DOUBLE_EQ(found.ratio, 2);  // 0.75 * 1 + 0.25 * 5
  EXPECT_FALSE(found.half_width);
}

TEST(RatioEstimateTest, OneSampleHasNoIntervalAndNoneHasNoRatio) {
  const std::vector<RatioSample> one = {{4, 2}};
  EXPECT_DOUBLE_EQ(estimate_ratio(one).ratio, 2);
  EXPECT_FALSE(estimate_ratio(one).half_width);
  EXPECT_DOUBLE_EQ(estimate_ratio({}).ratio, 0);
}

}  // namespace
}  // namespace htabsim
