// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/perf_json_row.h"

#include <string>

#include <gtest/gtest.h>

#include "htabsim/model/base/field_scanner.h"
#include "sc_main/hostdata/perf_stat.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/hostdata/figures.h"

namespace htabsim {
namespace {

PerfRow json_row_of(std::string_view line) {
  const auto row = parse_perf_json_row(line);
  if (!row) ADD_FAILURE() << "no row: " << line;
  return row.value_or(PerfRow{});
}

std::string perf_json_fault(std::string_view line) {
  try {
    parse_perf_json_row(line);
  } catch (const FieldError& error) {
    return error.what();
  }
  return "none";
}

TEST(PerfJsonRow, HasCountUnitEventTimeAndPercentage) {
  const PerfRow row =
      json_row_of(R"({"counter-value" : "973733.000000", "unit" : "", "event" : "PM_DTLB_MISS:u", )"
                  R"("event-runtime" : 374708, "pcnt-running" : 50.00, "metric-value" : "0.775", )"
                  R"("metric-unit" : "per cycle"})");
  EXPECT_EQ(row.state, PerfCount::kCounted);
  EXPECT_EQ(row.count, 973733);
  EXPECT_EQ(row.unit, "");
  EXPECT_EQ(row.event, "PM_DTLB_MISS:u");
  EXPECT_EQ(row.run_ns, 374708);
  EXPECT_EQ(row.percent, 50);
  EXPECT_EQ(row.interval, "");
  EXPECT_EQ(row.place, "");
}

TEST(PerfJsonRow, SaysWhenAndWhere) {
  const PerfRow row = json_row_of(
      R"({"interval" : 1.5, "core" : "S0-D0-C1", "aggregate-number" : 8, "counter-value" : "7", )"
      R"("unit" : "", "cgroup" : "a.scope", "event" : "PM_RUN_CYC"})");
  EXPECT_NE(row.interval, "");
  EXPECT_EQ(row.place, "S0-D0-C1 ");
  EXPECT_EQ(row.cgroup, "a.scope");
}

TEST(PerfJsonRow, AnEventMayNotHaveBeenCounted) {
  EXPECT_EQ(json_row_of(R"({"counter-value":"<not counted>","event":"PM_X"})").state,
            PerfCount::kNotCounted);
  EXPECT_EQ(json_row_of(R"({"counter-value":"<not supported>","event":"PM_X"})").state,
            PerfCount::kNotSupported);
}

TEST(PerfJsonRow, AMetricAloneIsNoCount) {
  EXPECT_FALSE(parse_perf_json_row(R"({"metric-value" : "1.2", "metric-unit" : "GHz"})"));
}

TEST(PerfJsonRow, MalformedLinesSayWhatIsWrong) {
  EXPECT_TRUE(perf_json_fault(R"({"event":"PM_X")").starts_with("is not JSON: "));
  EXPECT_EQ(perf_json_fault(R"({"counter-value":"1"})"),
            "has no event, as lines of `perf stat -j` have");
  EXPECT_EQ(perf_json_fault(R"({"counter-value":"-1","event":"PM_X"})"),
            "counter-value is '-1', not a number");
  EXPECT_EQ(perf_json_fault(R"({"event":"PM_X"})"), "counter-value is '', not a number");
}

// 40 + 2 of two processors, in each of two intervals: 84.
TEST(PerfJsonRow, LinesOfAFileAreSummedAsThoseOfOthersAre) {
  const TemporaryFolder folder;
  std::string text = "# started on Mon\n\n";
  for (const char* interval : {"1.0", "2.0"}) {
    text += std::string(R"({"interval" : )") + interval +
            R"(, "cpu" : "0", "counter-value" : "40.000000", "event" : "PM_TLB_MISS"})" + "\n";
    text += std::string(R"({"interval" : )") + interval +
            R"(, "cpu" : "1", "counter-value" : "2.000000", "event" : "PM_TLB_MISS"})" + "\n";
  }
  EXPECT_EQ(value(read_perf_stat(folder.file("host.json", text)), "PM_TLB_MISS"), 84);
}

}  // namespace
}  // namespace htabsim
