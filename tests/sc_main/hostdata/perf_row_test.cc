// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/perf_row.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/base/field_scanner.h"

namespace htabsim {
namespace {

PerfRow row_of(std::string_view line) {
  const auto row = parse_perf_row(line);
  if (!row) ADD_FAILURE() << "no row: " << line;
  return row.value_or(PerfRow{});
}

std::string perf_row_fault(std::string_view line) {
  try {
    parse_perf_row(line);
  } catch (const FieldError& error) {
    return error.what();
  }
  return "none";
}

TEST(PerfRow, HasCountUnitEventTimeAndPercentage) {
  const PerfRow row = row_of("0.77,msec,cpu-clock,770697,75.50,0.015,CPUs utilized");
  EXPECT_EQ(row.count, 0.77);
  EXPECT_EQ(row.unit, "msec");
  EXPECT_EQ(row.event, "cpu-clock");
  EXPECT_EQ(row.run_ns, 770697);
  EXPECT_EQ(row.percent, 75.5);
  EXPECT_EQ(row.interval, "");
  EXPECT_EQ(row.place, "");
}

struct Layout {
  const char* line;
  const char* interval;
  const char* place;
};

TEST(PerfRow, TheCountIsFoundBehindTheColumnsBeforeIt) {
  for (const Layout& layout : std::vector<Layout>{
           {"5,,PM_DTLB_MISS,900,100.00,,", "", ""},
           {"     0.020128854,5,,PM_DTLB_MISS,900,100.00,,", "0.020128854", ""},
           {"CPU0,5,,PM_DTLB_MISS,900,100.00,,", "", "CPU0 "},
           {"     0.02,CPU12,5,,PM_DTLB_MISS,900,100.00,,", "0.02", "CPU12 "},
           {"S0-D0-C0,8,5,,PM_DTLB_MISS,900,100.00,,", "", "S0-D0-C0 8 "},
           {"  1.02,S0-D0-C0,8,5,,PM_DTLB_MISS,900,100.00,,", "1.02", "S0-D0-C0 8 "},
           {"S0,2,5,,PM_DTLB_MISS,900,100.00,,", "", "S0 2 "},
           {"N0,2,5,,PM_DTLB_MISS,900,100.00,,", "", "N0 2 "},
           {"qemu-system-ppc-88,5,,PM_DTLB_MISS,900,100.00,,", "", "qemu-system-ppc-88 "},
           {"         summary,5,,PM_DTLB_MISS,900,100.00,,", "", ""},
           {"5,,PM_DTLB_MISS,0.12%,900,100.00,,", "", ""},
           {"5,,PM_DTLB_MISS,/machine.slice,900,100.00,,", "", ""},
           {"5,,PM_DTLB_MISS,/,1.50%,900,100.00,,", "", ""}}) {
    const PerfRow row = row_of(layout.line);
    EXPECT_EQ(row.count, 5) << layout.line;
    EXPECT_EQ(row.event, "PM_DTLB_MISS") << layout.line;
    EXPECT_EQ(row.interval, layout.interval) << layout.line;
    EXPECT_EQ(row.place, layout.place) << layout.line;
    EXPECT_EQ(row.run_ns, 900) << layout.line;
  }
}

TEST(PerfRow, AnEventMayNotHaveBeenCounted) {
  EXPECT_EQ(row_of("<not counted>,,PM_X,0,0.00,,").state, PerfCount::kNotCounted);
  EXPECT_EQ(row_of("0.02,CPU0,<not supported>,,PM_X,0,100.00,,").state, PerfCount::kNotSupported);
  EXPECT_EQ(row_of("S0-D0-C1,1,<not supported>,,PM_X,0,100.00,,").event, "PM_X");
  EXPECT_EQ(row_of("0,,PM_X,1,100.00,,").state, PerfCount::kCounted);
}

TEST(PerfRow, CommasWithinAnEventDoNotPartIt) {
  EXPECT_EQ(row_of("5,,cpu/event=0x3,umask=1/u,900,100.00,,").event, "cpu/event=0x3,umask=1/u");
  EXPECT_EQ(row_of("5,,\"cpu/event=0x3,umask=1/\",900,100.00,,").event, "cpu/event=0x3,umask=1/");
  EXPECT_EQ(row_of("5,,cpu/PM_X/,/a/b,900,100.00,,").cgroup, "/a/b");
}

TEST(PerfRow, WhatSeparatesColumnsIsTold) {
  for (const char* line :
       {"7;;PM_X:u;900;75.50;;", "7\t\tPM_X:u\t900\t75.50", "7||PM_X:u|900|75.50"}) {
    const PerfRow row = row_of(line);
    EXPECT_EQ(row.count, 7) << line;
    EXPECT_EQ(row.event, "PM_X:u") << line;
    EXPECT_EQ(row.run_ns, 900) << line;
    EXPECT_EQ(row.percent, 75.5) << line;
  }
}

TEST(PerfRow, CommasOfAnEventPartNothingAmongSemicolons) {
  EXPECT_EQ(row_of("7;;cpu/event=0x300fc,umask=1/u;900;100.00").event,
            "cpu/event=0x300fc,umask=1/u");
  EXPECT_FALSE(parse_perf_row("1.5;;;;;;50;per cycle").has_value());
}

TEST(PerfRow, RowsOfOldPerfEndAfterTheEvent) {
  const PerfRow row = row_of("5,,PM_X");
  EXPECT_EQ(row.count, 5);
  EXPECT_FALSE(row.percent);
}

TEST(PerfRow, CommentsBlankLinesAndMetricsAloneAreNoCounts) {
  EXPECT_FALSE(parse_perf_row("# started on Mon Jan  5 10:00:00 2026"));
  EXPECT_FALSE(parse_perf_row("  "));
  EXPECT_FALSE(parse_perf_row(",,,,,,0.40,a metric"));
  EXPECT_FALSE(parse_perf_row("     0.02,S0,2,,,,,,0.40,a metric"));
}

TEST(PerfRow, MalformedRowsSayWhatIsWrong) {
  const std::string no_count =
      "no column has a count that a unit and an event's name follow, as `perf stat -x,` has them";
  EXPECT_EQ(perf_row_fault("abc,,PM_X,900,100.00,,"), no_count);
  EXPECT_EQ(perf_row_fault("-5,,PM_X,900,100.00,,"), no_count);
  EXPECT_EQ(perf_row_fault("1e5,,PM_X,900,100.00,,"), no_count);
  EXPECT_EQ(perf_row_fault("nan,,PM_X,900,100.00,,"), no_count);
  EXPECT_EQ(perf_row_fault("5"), no_count);
  EXPECT_EQ(perf_row_fault("5,"), no_count);
  EXPECT_EQ(perf_row_fault("5,,"), no_count);
  EXPECT_EQ(perf_row_fault("5::PM_X:900:100.00::"), no_count);
}

TEST(PerfRow, WrongColumnsBehindTheEventAreNamed) {
  EXPECT_EQ(perf_row_fault("5,,PM_X,/,9.5,100.00,,"),
            "the time counted is '9.5', not a whole number of ns");
  EXPECT_EQ(perf_row_fault("5,,PM_X,900"), "the line ends before the percentage counted");
  EXPECT_EQ(perf_row_fault("5,,PM_X,900,many,,"),
            "the percentage counted is 'many', not a number from 0 to 100");
  EXPECT_EQ(perf_row_fault("5,,PM_X,900,100.01,,"),
            "the percentage counted is '100.01', not a number from 0 to 100");
  EXPECT_EQ(perf_row_fault("5,,PM_X,x%,900,100.00,,"), "the spread is 'x%', not a percentage");
  EXPECT_EQ(perf_row_fault("5,,\"cpu/a,900,100.00,,"), "a quotation mark is not closed");
}

TEST(PerfRow, EventsAreKnownByNameHoweverTheyWereAskedFor) {
  for (const char* event :
       {"PM_DTLB_MISS", "pm_dtlb_miss", "PM_DTLB_MISS:u", "PM_DTLB_MISS:ukHG", "cpu/PM_DTLB_MISS/",
        "cpu/pm_dtlb_miss/u", "cpu/event=0x3c056,name=PM_DTLB_MISS/",
        "cpu/name=PM_DTLB_MISS,event=0x3c056/k", "cpu/PM_DTLB_MISS,period=1/"}) {
    EXPECT_EQ(event_name(event), "PM_DTLB_MISS") << event;
  }
  EXPECT_EQ(event_name("cpu/event=0x3,umask=1/"), "cpu/event=0x3,umask=1/");
  EXPECT_EQ(event_name("sched:sched_switch"), "sched:sched_switch");
  EXPECT_EQ(event_name("page-faults:u"), "page-faults");
  EXPECT_EQ(event_name("cpu/"), "cpu/");
  EXPECT_EQ(event_name("//"), "//");
}

}  // namespace
}  // namespace htabsim
