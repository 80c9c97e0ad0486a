// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/run_stats.h"

#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/hostdata/figures.h"
#include "tests/sc_main/hostdata/sample_stats.h"

namespace htabsim {
namespace {

std::uint64_t line_at_stats_fault(const std::string& text, const std::string& part) {
  const TemporaryFolder folder;
  static_cast<void>(folder.file("stats.json", text));
  return line_at_fault([&] { read_run_stats(folder.path()); }, part);
}

TEST(RunStats, AreReadFromTheRunsFolder) {
  const TemporaryFolder folder;
  static_cast<void>(folder.file("stats.json", kSampleStats));
  EXPECT_EQ(read_run_stats(folder.path()), sample_stats());
}

TEST(RunStats, NumbersAreFoundByPath) {
  const boost::json::object stats = sample_stats();
  EXPECT_EQ(number_at(stats, "config.clock.period_ps"), 500);
  EXPECT_EQ(number_at(stats, "migration.iterations"), 2);
  EXPECT_FALSE(number_at(stats, "migration.passes"));
  EXPECT_FALSE(number_at(stats, "migration.iterations.more"));
  EXPECT_FALSE(number_at(stats, "nothing.at.all"));
  EXPECT_EQ(member_at(stats, "pmu.all.PM_X"), nullptr);
  EXPECT_TRUE(member_at(stats, "pmu.all")->is_object());
}

TEST(RunStats, WhatIsNoStatisticsIsRefusedByLine) {
  EXPECT_EQ(line_at_stats_fault("{\n\"a\": 1,\n\"b\": oops\n}\n", "is not JSON"), 3);
  EXPECT_EQ(line_at_stats_fault("{\n\"a\": 1\n", "is not JSON"), 3);
  EXPECT_EQ(line_at_stats_fault("{}\n{}\n", "is not JSON"), 2);
  EXPECT_EQ(line_at_stats_fault("[1]\n", "is not the statistics of a run"), 0);
  EXPECT_EQ(line_at_stats_fault("", "is not JSON"), 1);
  EXPECT_EQ(line_at_fault([] { read_run_stats("/nonexistent"); }, "no such file"), 0);
}

}  // namespace
}  // namespace htabsim
