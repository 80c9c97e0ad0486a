// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/statistics_row.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace htabsim {
namespace {

boost::json::object stats(const char* text) { return boost::json::parse(text).as_object(); }

TEST(StatisticsRow, KeysAreDottedInTheOrderOfTheStatistics) {
  EXPECT_EQ(statistics_row(stats(R"({"b": {"z": 1, "a": 2}, "a": 3})")),
            (StatisticsRow{{"b.z", "1"}, {"b.a", "2"}, {"a", "3"}}));
}

TEST(StatisticsRow, ElementsOfArraysAreKnownByTheirIndex) {
  EXPECT_EQ(statistics_row(stats(R"({"bins": [[8, 5], [16, 6]], "passes": [{"bytes": 7}]})")),
            (StatisticsRow{{"bins.0.0", "8"},
                           {"bins.0.1", "5"},
                           {"bins.1.0", "16"},
                           {"bins.1.1", "6"},
                           {"passes.0.bytes", "7"}}));
}

TEST(StatisticsRow, WhatDependsOnTheMachineIsLeftOut) {
  EXPECT_EQ(statistics_row(stats(R"({"host": {"seconds": 1.5}, "htab": {"host": 1}})")),
            (StatisticsRow{{"htab.host", "1"}}));
}

TEST(StatisticsRow, ValuesAreWrittenAsInStatsJsonAndTextsWithoutQuotes) {
  EXPECT_EQ(
      statistics_row(stats(R"({"n": 18446744073709551615, "f": 0.1, "t": true, "s": "a b",
                               "none": null, "empty": {}, "no": []})")),
      (StatisticsRow{
          {"n", "18446744073709551615"}, {"f", "0.1"}, {"t", "true"}, {"s", "a b"}, {"none", ""}}));
}

TEST(StatisticsCsv, OneRunIsAHeaderAndALine) {
  const StatisticsRow run{{"a.b", "1"}, {"c", "x"}};
  EXPECT_EQ(statistics_csv({&run, 1}), "a.b,c\n1,x\n");
}

TEST(StatisticsCsv, RunsWithOtherKeysHaveEmptyFieldsAndColumnsAsTheyAreSeenFirst) {
  const StatisticsRow runs[] = {{{"b", "1"}, {"a", "2"}}, {{"a", "3"}, {"c", "4"}}, {}};
  EXPECT_EQ(statistics_csv(runs), "b,a,c\n1,2,\n,3,4\n,,\n");
}

// RFC 4180, 2.6 and 2.7
TEST(StatisticsCsv, FieldsAreQuotedWhereTheyNeedIt) {
  EXPECT_EQ(csv_field("a b;c"), "a b;c");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"a\""), "\"say \"\"a\"\"\"");
  EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_field("a\r"), "\"a\r\"");
  EXPECT_EQ(csv_field(""), "");
  const StatisticsRow run{{"a,b", "\""}};
  EXPECT_EQ(statistics_csv({&run, 1}), "\"a,b\"\n\"\"\"\"\n");
}

}  // namespace
}  // namespace htabsim
