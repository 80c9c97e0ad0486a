// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibrate/residuals.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sc_main/hostdata/event_rates.h"
#include "sc_main/hostdata/migration_figure_names.h"

namespace htabsim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Figure time_of(const std::string& name, double us) { return {name, "us", us, ""}; }
Figure count_of(const std::string& name, double count) { return {name, "", count, ""}; }

/// The names of the host's figures that count beside a model that has all of them.
std::vector<std::string> used(const std::vector<Figure>& host) {
  ModelFigures model;
  for (const Figure& figure : host) model[figure.name] = 1;
  std::vector<std::string> names;
  const Residuals residuals(host, model);
  std::ranges::transform(residuals.used(), std::back_inserter(names), &Figure::name);
  return names;
}

/// The weight of a count, by its definition: an error of 2 % and, independent of it, the root of
/// the count.
double weight(double count) { return 0.02 / std::sqrt(0.02 * 0.02 + 1 / count); }

TEST(ResidualsTest, ATimeIsOffByTheLogarithmOfModelOverHost) {
  const ModelFigures model{{"downtime", 300}, {"time per read, mean", 10}};
  const Residuals residuals({time_of("downtime", 200), time_of("time per read, mean", 10)}, model);
  const std::vector<double> off = residuals.of(model);
  ASSERT_EQ(off.size(), 2U);
  EXPECT_DOUBLE_EQ(off[0], std::log(1.5));
  EXPECT_DOUBLE_EQ(off[1], 0);
}

TEST(ResidualsTest, TooMuchAndTooLittleAreOffByTheSame) {
  const Residuals residuals({time_of("downtime", 200)}, {{"downtime", 1}});
  EXPECT_DOUBLE_EQ(residuals.of({{"downtime", 400}})[0], -residuals.of({{"downtime", 100}})[0]);
}

TEST(ResidualsTest, ACountWeighsByItsSize) {
  // 1 / 2,500 is 0.02^2: chance and error are equal, so the weight is 1 / sqrt 2.
  const std::vector<Figure> host{count_of("PM_A", 2'500), count_of("PM_B", 100),
                                 count_of("PM_C", 1e12)};
  const ModelFigures model{{"PM_A", 5'000}, {"PM_B", 200}, {"PM_C", 2e12}};
  const std::vector<double> off = Residuals(host, model).of(model);
  EXPECT_NEAR(off[0], std::log(2) / std::sqrt(2), 1e-12);
  EXPECT_NEAR(off[1], std::log(2) * 0.02 / std::sqrt(0.0004 + 0.01), 1e-12);
  EXPECT_NEAR(off[2], std::log(2), 1e-6);
}

TEST(ResidualsTest, EntriesAreCountedOneByOneAndTimesAreNot) {
  const ModelFigures model{{"all passes: valid", 200}, {"all passes: time", 200}};
  const Residuals residuals(
      {{"all passes: valid", "entries", 100, ""}, {"all passes: time", "us", 100, ""}}, model);
  EXPECT_NEAR(residuals.of(model)[0], weight(100) * std::log(2), 1e-12);
  EXPECT_NEAR(residuals.of(model)[1], std::log(2), 1e-12);
}

TEST(ResidualsTest, ARateWithoutAUnitIsNoCount) {
  const std::string name = "D-ERAT reloads per TLB miss";
  const ModelFigures model{{name, 3}};
  EXPECT_DOUBLE_EQ(Residuals({count_of(name, 1.5)}, model).of(model)[0], std::log(2));
}

TEST(ResidualsTest, WhatARunLosesIsFarOff) {
  const Residuals residuals({time_of("downtime", 200), count_of("PM_A", 2'500)},
                            {{"downtime", 200}, {"PM_A", 2'500}});
  EXPECT_THAT(residuals.of({{"downtime", 200}}),
              ElementsAre(0.0, testing::DoubleEq(Residuals::kMissing * weight(2'500))));
  EXPECT_THAT(residuals.of({{"downtime", 0}, {"PM_A", 2'500}}),
              ElementsAre(Residuals::kMissing, 0.0));
}

TEST(ResidualsTest, OnlyWhatBothSidesHaveAndIsNotZeroCounts) {
  const std::vector<Figure> host{count_of("PM_A", 10),
                                 count_of("PM_B", 0),
                                 count_of("PM_C", 10),
                                 count_of("PM_D", 10),
                                 {"PM_E", "", std::nullopt, "not counted"}};
  const Residuals residuals(host,
                            {{"PM_A", 10}, {"PM_B", 10}, {"PM_C", 0}, {"PM_E", 10}, {"PM_F", 1}});
  ASSERT_EQ(residuals.used().size(), 1U);
  EXPECT_EQ(residuals.used()[0].name, "PM_A");
}

TEST(ResidualsTest, QuantilesAreLeftOutAndTheMeanIsNot) {
  EXPECT_THAT(
      used({time_of(figure_name::kReadTimeMean, 1), time_of(figure_name::kReadTime50, 1),
            time_of(figure_name::kReadTime90, 1), time_of(figure_name::kReadTime99, 1),
            time_of(figure_name::kReadTimeMaximum, 1), time_of(figure_name::kEntryTime, 1),
            time_of(figure_name::kDowntime, 1)}),
      ElementsAre(figure_name::kReadTimeMean, figure_name::kEntryTime, figure_name::kDowntime));
}

TEST(ResidualsTest, OfPassesTheTotalsTheFirstAndTheLastCount) {
  EXPECT_THAT(used({count_of("passes", 12), count_of("passes, guest running", 11),
                    count_of("passes, guest stopped", 1), count_of(figure_name::kIterations, 3),
                    count_of("all passes: reads", 1), count_of("pass 1: reads", 1),
                    count_of("pass 2: reads", 1), count_of("pass 11: reads", 1),
                    count_of("last pass: reads", 1)}),
              ElementsAre("all passes: reads", "pass 1: reads", "last pass: reads"));
}

TEST(ResidualsTest, RatesCountOnlyWhereTheirCountsAreNotThere) {
  const std::vector<Figure> rates = event_rates({{"PM_TABLEWALK_CYC", 500},
                                                 {"PM_TLB_MISS", 10},
                                                 {"PM_DTLB_MISS", 10},
                                                 {"PM_DPTEG_FROM_L2", 5}});
  ASSERT_EQ(rates.size(), 2U);
  EXPECT_THAT(used(rates),
              ElementsAre("table-walk cycles per TLB miss", "PM_DPTEG_FROM_L2 / PM_DTLB_MISS"));
  std::vector<Figure> both = rates;
  both.push_back(count_of("PM_TLB_MISS", 10));
  EXPECT_THAT(used(both), ElementsAre("PM_TLB_MISS"));
  std::vector<Figure> with_a_pass = rates;
  with_a_pass.push_back(count_of("pass 1: reads", 10));
  EXPECT_EQ(used(with_a_pass).size(), 3U);
}

TEST(ResidualsTest, NothingInCommonIsNothingUsed) {
  const Residuals residuals({count_of("PM_A", 10)}, {{"PM_B", 10}});
  EXPECT_THAT(residuals.used(), IsEmpty());
  EXPECT_THAT(residuals.of({{"PM_B", 10}}), IsEmpty());
}

TEST(ResidualsTest, TheRootOfTheMeanSquare) {
  EXPECT_DOUBLE_EQ(root_mean_square({3, -4, 0, 0}), 2.5);  // sqrt((9 + 16) / 4)
  EXPECT_DOUBLE_EQ(root_mean_square({}), 0);
}

}  // namespace
}  // namespace htabsim
