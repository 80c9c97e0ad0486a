// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sampling.h"

#include <algorithm>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace htabsim {
namespace {

using testing::ElementsAre;

bool any(const Choice&) { return true; }

TEST(Sampling, AGridHasAllWithTheLastAxisFastest) {
  EXPECT_THAT(sampled_choices({2, 3}, {}, any),
              ElementsAre(Choice{0, 0}, Choice{0, 1}, Choice{0, 2}, Choice{1, 0}, Choice{1, 1},
                          Choice{1, 2}));
}

TEST(Sampling, WhatIsNotAcceptedIsLeftOut) {
  const auto unequal = [](const Choice& choice) { return choice[0] != choice[1]; };
  EXPECT_THAT(sampled_choices({2, 2}, {}, unequal), ElementsAre(Choice{0, 1}, Choice{1, 0}));
  const Sample random{SampleKind::random, 2, 1};
  EXPECT_THAT(sampled_choices({2, 2}, random, unequal),
              testing::UnorderedElementsAre(Choice{0, 1}, Choice{1, 0}));
}

TEST(Sampling, PointsDifferAndAreOfTheAxes) {
  for (const SampleKind kind : {SampleKind::random, SampleKind::sobol}) {
    const auto choices = sampled_choices({3, 5, 7}, {kind, 60, 1}, any);
    EXPECT_EQ(choices.size(), 60);
    EXPECT_EQ(std::set<Choice>(choices.begin(), choices.end()).size(), 60);
    for (const Choice& choice : choices) {
      EXPECT_LT(choice[0], 3);
      EXPECT_LT(choice[1], 5);
      EXPECT_LT(choice[2], 7);
    }
  }
}

TEST(Sampling, NoMoreThanThereAreAreFound) {
  EXPECT_EQ(sampled_choices({2, 2}, {SampleKind::random, 9, 1}, any).size(), 4);
}

TEST(Sampling, AnotherSeedDrawsOthersAndTheSameOneTheSame) {
  for (const SampleKind kind : {SampleKind::random, SampleKind::sobol}) {
    const auto first = sampled_choices({100, 100}, {kind, 10, 1}, any);
    EXPECT_EQ(sampled_choices({100, 100}, {kind, 10, 1}, any), first);
    EXPECT_NE(sampled_choices({100, 100}, {kind, 10, 2}, any), first);
  }
}

// The first 2^k points of Sobol's sequence, shifted or not, have one in each of 2^k equal parts of
// any axis.
TEST(Sampling, SobolsPointsCoverEachAxisEvenly) {
  const auto choices = sampled_choices({64, 64}, {SampleKind::sobol, 64, 5}, any);
  for (const std::size_t axis : {0U, 1U}) {
    std::set<std::size_t> values;
    for (const Choice& choice : choices) values.insert(choice[axis]);
    EXPECT_EQ(values.size(), 64) << axis;
  }
}

}  // namespace
}  // namespace htabsim
