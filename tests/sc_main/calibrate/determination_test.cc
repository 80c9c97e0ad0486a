// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibrate/determination.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

TEST(DeterminationTest, OfOrthogonalSensitivitiesTheErrorIsTheResidualOverTheLength) {
  // Lengths: root of 3^2 + 4^2 is 5, and 2.
  const auto all = determine({{3, 4, 0}, {0, 0, 2}}, 0.1);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_DOUBLE_EQ(all[0].error.value(), 0.1 / 5);
  EXPECT_DOUBLE_EQ(all[1].error.value(), 0.1 / 2);
  EXPECT_DOUBLE_EQ(all[0].likeness, 0);
  EXPECT_DOUBLE_EQ(all[1].likeness, 0);
}

TEST(DeterminationTest, OneParameterIsLikeNoOther) {
  const auto all = determine({{3, 4}}, 0.1);
  EXPECT_DOUBLE_EQ(all[0].error.value(), 0.1 / 5);
  EXPECT_FALSE(all[0].like);
}

TEST(DeterminationTest, WhatAnotherCanDoDoesNotCount) {
  // Of {3, 4}, 3 is along the other's direction and 4 is its own. Of {2, 0}, the share along
  // {3, 4} / 5 is 6 / 5, so that sqrt(4 - 36 / 25) = 8 / 5 is left. The cosine is 6 / (5 * 2).
  const auto all = determine({{3, 4}, {2, 0}}, 0.1);
  EXPECT_DOUBLE_EQ(all[0].error.value(), 0.1 / 4);
  EXPECT_NEAR(all[1].error.value(), 0.1 / 1.6, 1e-12);
  EXPECT_EQ(all[0].like, 1U);
  EXPECT_EQ(all[1].like, 0U);
  EXPECT_DOUBLE_EQ(all[0].likeness, 0.6);
  EXPECT_DOUBLE_EQ(all[1].likeness, 0.6);
}

TEST(DeterminationTest, OfParallelSensitivitiesNoneIsDetermined) {
  for (const double factor : {2.0, -2.0}) {
    const auto all = determine({{3, 4}, {factor * 3, factor * 4}}, 0.1);
    for (const std::size_t i : {0U, 1U}) {
      EXPECT_FALSE(all[i].error) << factor;
      EXPECT_EQ(all[i].like, 1 - i) << factor;
      EXPECT_NEAR(all[i].likeness, 1, 1e-12) << factor;
    }
  }
}

TEST(DeterminationTest, AThirdParameterIsDeterminedBesideTwoParallelOnes) {
  const auto all = determine({{3, 4, 0}, {6, 8, 0}, {0, 0, 2}}, 0.1);
  EXPECT_FALSE(all[0].error);
  EXPECT_FALSE(all[1].error);
  EXPECT_DOUBLE_EQ(all[2].error.value(), 0.1 / 2);
}

TEST(DeterminationTest, AParameterWithoutEffectIsNotDeterminedAndTakesNothingFromOthers) {
  const auto all = determine({{0, 0}, {3, 4}}, 0.1);
  EXPECT_FALSE(all[0].error);
  EXPECT_FALSE(all[0].like);
  EXPECT_DOUBLE_EQ(all[1].error.value(), 0.1 / 5);
  EXPECT_FALSE(all[1].like);
}

TEST(DeterminationTest, AnEffectBelowOneInTenThousandIsNone) {
  EXPECT_FALSE(determine({{0.9e-4}}, 0.1)[0].error);
  EXPECT_DOUBLE_EQ(determine({{1.1e-4}}, 0.1)[0].error.value(), 0.1 / 1.1e-4);
}

TEST(DeterminationTest, OfThreeWithOneACombinationOfTheOthersNoneIsDetermined) {
  const auto all = determine({{1, 0, 0}, {0, 1, 0}, {1, 1, 0}}, 0.1);
  for (const Determination& each : all) EXPECT_FALSE(each.error);
  // The combination is no one's twin: its cosine with either is 1 / sqrt 2.
  EXPECT_EQ(all[0].like, 2U);
  EXPECT_EQ(all[1].like, 2U);
  for (const Determination& each : all) EXPECT_DOUBLE_EQ(each.likeness, 1 / std::sqrt(2));
}

TEST(DeterminationTest, AFigureThatTellsThemApartDeterminesAllThree) {
  // As above but for a third figure. For the first, {1,0,0}: what is left beside the plane of
  // {0,1,0} and {1,1,1} is along (1,0,-1) / sqrt 2, so 1 / sqrt 2; for the second likewise; the
  // third has 1 of its own.
  const auto all = determine({{1, 0, 0}, {0, 1, 0}, {1, 1, 1}}, 0.1);
  EXPECT_NEAR(all[0].error.value(), 0.1 * std::sqrt(2), 1e-12);
  EXPECT_NEAR(all[1].error.value(), 0.1 * std::sqrt(2), 1e-12);
  EXPECT_NEAR(all[2].error.value(), 0.1, 1e-12);
}

TEST(DeterminationTest, NothingFollowsFromNothing) { EXPECT_TRUE(determine({}, 0.1).empty()); }

}  // namespace
}  // namespace htabsim
