// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/timeline_options.h"

#include <string>

#include <gtest/gtest.h>

#include "htabsim/model/base/usage_error.h"

namespace htabsim {
namespace {

constexpr std::uint64_t kPeriodPs = 250;

TimelineRequest window(const std::string& text) {
  return timeline_request({.file = "t", .window = text}, kPeriodPs);
}

TEST(TimelineOptions, WindowIsInCyclesOrInTime) {
  EXPECT_EQ(window("100:2K").from, Cycles(100));
  EXPECT_EQ(window("100:2K").until, Cycles(2000));
  // 1 us is 4,000 cycles of 250 ps.
  EXPECT_EQ(window("1us:2us").from, Cycles(4000));
  EXPECT_EQ(window("1us:2us").until, Cycles(8000));
  EXPECT_EQ(window("0:1ns").until, Cycles(4));
}

TEST(TimelineOptions, WithoutWindowAndLimitAllIsShownUpToTheDefault) {
  const TimelineRequest request = timeline_request({.file = "t"}, kPeriodPs);
  EXPECT_EQ(request.from, Cycles(0));
  EXPECT_EQ(request.until, kNever);
  EXPECT_EQ(request.limit, TimelineRequest::kDefaultLimit);
}

TEST(TimelineOptions, WindowThatEndsBeforeItBeginsIsRefused) {
  EXPECT_THROW(window("5us:4us"), UsageError);
  EXPECT_THROW(window("5:5"), UsageError);
  EXPECT_NO_THROW(window("5:6"));
}

TEST(TimelineOptions, WhatIsNoWindowIsRefused) {
  for (const char* text : {"", "5", ":", "5:", ":5", "1:2:3", "1parsec:2us", "-1:5"}) {
    EXPECT_THROW(window(text), UsageError) << text;
  }
}

TEST(TimelineOptions, WindowAndLimitAreOfATimeline) {
  EXPECT_THROW(timeline_request({.window = "1:2"}, kPeriodPs), UsageError);
  EXPECT_THROW(timeline_request({.limit = 100'000}, kPeriodPs), UsageError);
  EXPECT_THROW(timeline_request({.window = "1:2", .vcd = "v"}, kPeriodPs), UsageError);
  EXPECT_EQ(timeline_request({.file = "t", .limit = 100'000}, kPeriodPs).limit, 100'000u);
}

TEST(TimelineOptions, EachIsWrittenToAFileOfItsOwn) {
  EXPECT_THROW(timeline_request({.file = "t", .vcd = "t"}, kPeriodPs), UsageError);
  EXPECT_EQ(timeline_request({.file = "t", .vcd = "v"}, kPeriodPs).vcd, "v");
}

}  // namespace
}  // namespace htabsim
