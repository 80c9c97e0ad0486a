// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/latency_histogram.h"

#include <gtest/gtest.h>

#include "htabsim/tlm/kit/event_hash.h"

namespace htabsim {
namespace {

TEST(LatencyHistogramTest, EmptyHistogramHasNoDurations) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.count(), 0);
  EXPECT_EQ(histogram.percentile(99), Cycles(0));
  EXPECT_TRUE(histogram.bins().empty());
}

TEST(LatencyHistogramTest, ShortDurationsAreExact) {
  LatencyHistogram histogram;
  for (std::uint64_t i = 1; i <= 20; ++i) histogram.add(Cycles(i));
  EXPECT_EQ(histogram.percentile(50), Cycles(10));
  EXPECT_EQ(histogram.percentile(90), Cycles(18));
  EXPECT_EQ(histogram.percentile(100), Cycles(20));
  EXPECT_EQ(histogram.minimum(), Cycles(1));
  EXPECT_EQ(histogram.maximum(), Cycles(20));
  EXPECT_EQ(histogram.total(), Cycles(210));  // 20 * 21 / 2
}

TEST(LatencyHistogramTest, LongDurationsFallInSixteenStepsAnOctave) {
  LatencyHistogram histogram;
  histogram.add(Cycles(1000));
  // 1000 lies in the octave from 512, whose steps are 512 / 16 = 32 wide: 512 + 15 * 32 = 992.
  ASSERT_EQ(histogram.bins().size(), 1);
  EXPECT_EQ(histogram.bins()[0].from, 992);
  EXPECT_EQ(histogram.bins()[0].count, 1);
}

TEST(LatencyHistogramTest, DurationsBeyondTheLastStepCount) {
  LatencyHistogram histogram;
  histogram.add(Cycles(std::uint64_t{1} << 50));
  EXPECT_EQ(histogram.count(), 1);
  EXPECT_EQ(histogram.percentile(50), Cycles(std::uint64_t{1} << 50));
}

TEST(EventHashTest, OrderCycleKindAndOperandAllMatter) {
  const auto hash = [](std::uint64_t cycle, std::uint64_t kind, std::uint64_t operand) {
    EventHash events;
    events.add(Cycles(cycle), kind, operand);
    return events.value();
  };
  const std::uint64_t base = hash(1, 2, 3);
  EXPECT_EQ(hash(1, 2, 3), base);
  EXPECT_NE(hash(2, 2, 3), base);
  EXPECT_NE(hash(1, 3, 3), base);
  EXPECT_NE(hash(1, 2, 4), base);
  EventHash forth;
  forth.add(1);
  forth.add(2);
  EventHash back;
  back.add(2);
  back.add(1);
  EXPECT_NE(forth.value(), back.value());
}

}  // namespace
}  // namespace htabsim
