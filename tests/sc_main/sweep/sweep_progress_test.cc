// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_progress.h"

#include <gtest/gtest.h>

namespace htabsim {
namespace {

using namespace std::chrono_literals;

TEST(SweepProgress, SaysShareRateAndTimeLeft) {
  // 4 were there before; of the 20 others 8 in 10 s: 0.8 a second, and 12 left take 15 s.
  const RunTally tally{.there = 4, .done = 7, .failed = 1, .total = 24};
  EXPECT_EQ(sweep_progress_text(tally, 10s), "50.0 %  12 of 24 runs  0.8 runs/s  left 0:15");
}

TEST(SweepProgress, SaysNoRateBeforeOneIsKnown) {
  EXPECT_EQ(sweep_progress_text({.there = 6, .total = 24}, 10s), "25.0 %  6 of 24 runs");
  EXPECT_EQ(sweep_progress_text({.done = 6, .total = 24}, 0s), "25.0 %  6 of 24 runs");
}

TEST(SweepProgress, MinutesAreTold) {
  // 1 in 100 s, and 3 left.
  EXPECT_EQ(sweep_progress_text({.done = 1, .total = 4}, 100s),
            "25.0 %  1 of 4 runs  0.0 runs/s  left 5:00");
}

}  // namespace
}  // namespace htabsim
