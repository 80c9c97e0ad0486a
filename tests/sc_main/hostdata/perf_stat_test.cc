// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/perf_stat.h"

#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/hostdata/figures.h"

namespace htabsim {
namespace {

std::vector<Figure> sample_counts(const std::string& name) {
  return read_perf_stat(kMeasurements / (name + ".perf"));
}

std::vector<Figure> figures_of(const std::string& text) {
  const TemporaryFolder folder;
  return read_perf_stat(folder.file("counts", text));
}

std::uint64_t line_at_count_fault(const std::string& text, const std::string& part) {
  return line_at_fault([&] { figures_of(text); }, part);
}

// Expected: the sums of the sample's rows, by eye.
TEST(PerfStat, ReadsEveryLayoutThatPerfWrites) {
  EXPECT_EQ(value(sample_counts("plain"), "page-faults"), 75);
  EXPECT_EQ(value(sample_counts("repeat"), "page-faults"), 76);
  EXPECT_EQ(value(sample_counts("core"), "page-faults"), 0 + 82);
  EXPECT_EQ(value(sample_counts("node"), "page-faults"), 81);
  EXPECT_EQ(value(sample_counts("interval-socket"), "page-faults"), 83 + 8);
  EXPECT_EQ(value(sample_counts("interval-cpu"), "page-faults"), 3 + 81 + 0 + 6);
  EXPECT_EQ(value(sample_counts("interval-thread"), "page-faults"), 0 + 0);
  EXPECT_NEAR(*value(sample_counts("interval-thread"), "cpu-clock"), 19.05 + 13.91, 1e-9);
  EXPECT_EQ(value(sample_counts("cgroup"), "cpu-clock"), 102.64);
  EXPECT_EQ(figure(sample_counts("plain"), "cpu-clock").unit, "msec");
}

TEST(PerfStat, TotalsThatPerfAddsToIntervalsCountOnce) {
  EXPECT_EQ(value(sample_counts("interval"), "page-faults"), 76 + 0);
  EXPECT_NEAR(*value(sample_counts("interval"), "cpu-clock"), 0.61 + 0.04, 1e-9);
  EXPECT_EQ(value(sample_counts("interval-plain-summary"), "page-faults"), 75 + 0);
}

TEST(PerfStat, TellsWhatWasNotCounted) {
  const Figure cycles = figure(sample_counts("plain"), "cycles");
  EXPECT_FALSE(cycles.value);
  EXPECT_EQ(cycles.note, "not supported");
  const Figure faults = figure(sample_counts("cgroup"), "page-faults");
  EXPECT_FALSE(faults.value);
  EXPECT_EQ(faults.note, "not counted");
  EXPECT_EQ(figure(sample_counts("interval"), "page-faults").note,
            "counted 100.00 %, not counted in 1 of 3 rows");
}

TEST(PerfStat, EventsOfPowerHaveOneNameAndTheirPercentage) {
  const auto figures = sample_counts("power8");
  EXPECT_EQ(figures.front().name, "PM_RUN_CYC");
  EXPECT_EQ(value(figures, "PM_DTLB_MISS"), 1600);
  EXPECT_EQ(figure(figures, "PM_DTLB_MISS").note, "counted 50.00 %, as pm_dtlb_miss");
  EXPECT_EQ(figure(figures, "PM_TLB_MISS").note, "counted 100.00 %, as PM_TLB_MISS:u");
  EXPECT_EQ(figure(figures, "PM_DPTEG_FROM_L2").note, "counted 25.00 %");
  EXPECT_EQ(figure(figures, "PM_LSU_DERAT_MISS").note, "not counted");
  EXPECT_EQ(value(figures, "PM_DATA_TABLEWALK_CYC"), 96000);
  EXPECT_EQ(value(figures, "PM_TABLEWALK_CYC"), 150000);
}

TEST(PerfStat, RatesFollowFromTheCountsThereAre) {
  const auto figures = sample_counts("power8");
  EXPECT_EQ(value(figures, "data table-walk cycles per data TLB miss"), 96000.0 / 1600);
  EXPECT_EQ(value(figures, "table-walk cycles per TLB miss"), 150000.0 / 2000);
  EXPECT_EQ(value(figures, "TLB misses per 1,000 run cycles"), 1000.0 * 2000 / 4000000);
  EXPECT_EQ(value(figures, "PM_DPTEG_FROM_L2 / PM_DTLB_MISS"), 100.0 * 800 / 1600);
  EXPECT_EQ(figure(figures, "D-ERAT reloads per TLB miss").note, "missing");
  EXPECT_EQ(
      figure(figures_of("5,,PM_TABLEWALK_CYC\n0,,PM_TLB_MISS\n"), "table-walk cycles per TLB miss")
          .note,
      "missing");
}

// Run 100 of 400 ns and 300 of 400 ns: 400 of 800.
TEST(PerfStat, PercentagesOfSeveralRowsAreWeighedByTheirTime) {
  const auto figures = figures_of("CPU0,5,,PM_X,100,25.00,,\nCPU1,7,,PM_X,300,75.00,,\n");
  EXPECT_EQ(value(figures, "PM_X"), 12);
  EXPECT_EQ(figure(figures, "PM_X").note, "counted 50.00 %");
  EXPECT_EQ(figure(figures_of("CPU0,5,,PM_X,100,50.00,,\nCPU1,0,,PM_X,0,0.00,,\n"), "PM_X").note,
            "counted 50.00 %");
}

TEST(PerfStat, AnEventInTwoGroupsIsNotCountedTwice) {
  EXPECT_EQ(value(figures_of("10,,PM_X,1,100.00,,\n20,,PM_X,1,100.00,,\n"), "PM_X"), 15);
  EXPECT_EQ(value(figures_of("10,,PM_X:u,1,100.00,,\n20,,PM_X:k,1,100.00,,\n"), "PM_X"), 30);
  EXPECT_EQ(value(figures_of("10,,PM_X,/a,1,100.00,,\n20,,PM_X,/b,1,100.00,,\n"), "PM_X"), 30);
}

TEST(PerfStat, WrongLinesAreNamed) {
  EXPECT_EQ(line_at_count_fault("# c\n\n5,,PM_X,1,100.00,,\nfive,,PM_X,1,100.00,,\n", "no column"),
            4);
  EXPECT_EQ(line_at_count_fault("5,,PM_X,1,100.00,,\n5,,PM_X,1,101,,\n", "percentage"), 2);
  EXPECT_EQ(line_at_count_fault("5,,PM_X,1,100.00,,\n5,,PM_X,1", "ends within this line"), 2);
  EXPECT_EQ(line_at_count_fault("# only\nx,,\n", "no column"), 2);
  EXPECT_EQ(line_at_count_fault("# started\n\n,,,\n", "has no counts"), 0);
  EXPECT_EQ(line_at_count_fault("", "has no counts"), 0);
  EXPECT_EQ(line_at_fault([] { read_perf_stat("/nonexistent"); }, "no such file"), 0);
}

}  // namespace
}  // namespace htabsim
