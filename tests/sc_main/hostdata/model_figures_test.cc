// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/model_figures.h"

#include <gtest/gtest.h>

#include "tests/sc_main/hostdata/sample_stats.h"

namespace htabsim {
namespace {

// A cycle of the sample is 500 ps: 2,000 cycles are a microsecond.
TEST(ModelFigures, HaveTheEventsOfAllProcessorsAndTheirRates) {
  const ModelFigures model = model_figures(sample_stats());
  EXPECT_EQ(model.at("PM_RUN_CYC"), 2000000);
  EXPECT_EQ(model.at("data table-walk cycles per data TLB miss"), 40000.0 / 800);
  EXPECT_EQ(model.at("table-walk cycles per TLB miss"), 60000.0 / 1000);
  EXPECT_EQ(model.at("TLB misses per 1,000 run cycles"), 1000.0 * 1000 / 2000000);
  EXPECT_EQ(model.at("D-ERAT reloads per TLB miss"), 5000.0 / 1000);
  EXPECT_EQ(model.at("PM_DPTEG_FROM_L2 / PM_DTLB_MISS"), 100.0 * 600 / 800);
  EXPECT_EQ(model.at("PM_IPTEG_FROM_MEMORY / PM_ITLB_MISS"), 100.0 * 50 / 200);
  EXPECT_FALSE(model.contains("PM_SNOOP_TLBIE"));
}

TEST(ModelFigures, HaveThePassesOfTheMigration) {
  const ModelFigures model = model_figures(sample_stats());
  EXPECT_EQ(model.at("passes"), 2);
  EXPECT_EQ(model.at("passes, guest running"), 1);
  EXPECT_EQ(model.at("passes, guest stopped"), 1);
  EXPECT_EQ(model.at("all passes: reads"), 4 + 2);
  EXPECT_EQ(model.at("all passes: valid"), 20 + 5);
  EXPECT_EQ(model.at("all passes: invalid"), 236 + 3);
  EXPECT_EQ(model.at("all passes: time"), (60000 + 40000) / 2000.0);
  EXPECT_EQ(model.at("pass 1: groups"), 8);
  EXPECT_EQ(model.at("pass 2: cycles"), 40000);
  EXPECT_EQ(model.at("pass 2: time"), 40000 / 2000.0);
  EXPECT_EQ(model.at("iterations"), 2);
}

TEST(ModelFigures, HaveTheTimesOfReadsAndTheDowntimeOfTheSource) {
  const ModelFigures model = model_figures(sample_stats());
  EXPECT_EQ(model.at("time per read, mean"), 48000 / 2000.0 / 6);
  EXPECT_EQ(model.at("time per read, 50 %"), 6000 / 2000.0);
  EXPECT_EQ(model.at("time per read, 90 %"), 16000 / 2000.0);
  EXPECT_EQ(model.at("time per read, longest"), 16000 / 2000.0);
  EXPECT_NEAR(model.at("time per entry"), 1000 * (48000 / 2000.0) / (20 + 5 + 236 + 3), 1e-9);
  EXPECT_EQ(model.at("downtime, source side"), (70000 + 40000 - 90000) / 2000.0);
}

TEST(ModelFigures, LeaveOutWhatTheRunDoesNotHave) {
  EXPECT_TRUE(model_figures({}).empty());
  boost::json::object stats = sample_stats();
  stats.erase("config");
  EXPECT_FALSE(model_figures(stats).contains("pass 1: time"));
  EXPECT_TRUE(model_figures(stats).contains("pass 1: cycles"));
  stats.erase("pmu");
  stats["migration"] = "odd";
  stats["htab_fd"] = boost::json::array{};
  EXPECT_TRUE(model_figures(stats).empty());
}

TEST(ModelFigures, AReadlessRunHasNoTimesOfReads) {
  boost::json::object stats = sample_stats();
  stats["htab_fd"] =
      boost::json::object{{"read_latency", {{"count", 0}, {"total_cycles", 0}, {"p50_cycles", 0}}}};
  const ModelFigures model = model_figures(stats);
  EXPECT_FALSE(model.contains("time per read, mean"));
  EXPECT_FALSE(model.contains("time per read, 50 %"));
}

}  // namespace
}  // namespace htabsim
