// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/comparison.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

ComparisonRow row(std::optional<double> host, std::optional<double> model) {
  return {{"a", "", host, ""}, model};
}

TEST(Comparison, RatioIsModelOverHost) {
  EXPECT_EQ(row(4, 3).ratio(), 0.75);
  EXPECT_EQ(row(4, 0).ratio(), 0);
  EXPECT_FALSE(row(0, 3).ratio());
  EXPECT_FALSE(row(std::nullopt, 3).ratio());
  EXPECT_FALSE(row(4, std::nullopt).ratio());
}

TEST(Comparison, BoundIsPercentOfTheHostsFigureEitherWay) {
  EXPECT_FALSE(row(100, 110).beyond(10));
  EXPECT_TRUE(row(100, 111).beyond(10));
  EXPECT_FALSE(row(100, 90).beyond(10));
  EXPECT_TRUE(row(100, 89).beyond(10));
  EXPECT_FALSE(row(0, 0).beyond(0));
  EXPECT_TRUE(row(0, 1).beyond(1000));
  EXPECT_FALSE(row(std::nullopt, 5).beyond(0));
  EXPECT_FALSE(row(5, std::nullopt).beyond(0));
}

TEST(Comparison, FiguresMeetByNameInTheHostsOrder) {
  const auto rows = compare({{"b", "us", 2.0, "n"}, {"a", "", 1.0, ""}, {"c", "", 5.0, ""}},
                            {{"a", 3}, {"b", 0}});
  ASSERT_EQ(rows.size(), 3);
  EXPECT_EQ(rows[0].host.name, "b");
  EXPECT_EQ(rows[0].model, 0);
  EXPECT_EQ(rows[1].model, 3);
  EXPECT_FALSE(rows[2].model);
}

TEST(Comparison, TableShowsBothSidesAndWhatIsMissing) {
  const auto rows = compare({{"reads", "", 1234.0, ""},
                             {"time", "us", 2.0, "estimated"},
                             {"other", "", std::nullopt, "not counted"}},
                            {{"reads", 617}, {"other", 1.23456}});
  EXPECT_EQ(comparison_text(rows, "none"),
            "figure  unit   host  model  model/host  note\n"
            "reads         1,234    617       0.500\n"
            "time    us        2   none           -  estimated\n"
            "other             -  1.235           -  not counted\n");
}

TEST(Comparison, ValuesHaveFourDigitsOrTheUnit) {
  EXPECT_EQ(value_text(0), "0");
  EXPECT_EQ(value_text(1234567), "1,234,567");
  EXPECT_EQ(value_text(1234567.8), "1,234,568");
  EXPECT_EQ(value_text(12.3456), "12.35");
  EXPECT_EQ(value_text(0.000123456), "0.0001235");
  EXPECT_EQ(value_text(-2.5), "-2.5");
  EXPECT_EQ(value_text(1e300), "1e+300");
}

}  // namespace
}  // namespace htabsim
