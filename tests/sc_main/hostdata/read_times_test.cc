// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/read_times.h"

#include <gtest/gtest.h>

#include "tests/sc_main/hostdata/sample_stats.h"

namespace htabsim {
namespace {

// The sample's run has five reads of 3 and 3.5 us, and one of 8 us.
TEST(ReadTimes, SharesAreByDoublingOfTheTime) {
  EXPECT_EQ(read_times_text({0, 1, 1.9, 2, 1030}, sample_stats()),
            "time per read (us)     host    model\n"
            "           below 1  20.00 %   0.00 %\n"
            "            1 to 2  40.00 %   0.00 %\n"
            "            2 to 4  20.00 %  83.33 %\n"
            "            4 to 8   0.00 %   0.00 %\n"
            "           8 to 16   0.00 %  16.67 %\n"
            "          16 to 32   0.00 %   0.00 %\n"
            "          32 to 64   0.00 %   0.00 %\n"
            "         64 to 128   0.00 %   0.00 %\n"
            "        128 to 256   0.00 %   0.00 %\n"
            "        256 to 512   0.00 %   0.00 %\n"
            "      512 to 1,024   0.00 %   0.00 %\n"
            "    1,024 to 2,048  20.00 %   0.00 %\n");
}

TEST(ReadTimes, ARunThatReadNothingHasNoShares) {
  EXPECT_EQ(read_times_text({3}, {}),
            "time per read (us)      host  model\n"
            "            2 to 4  100.00 %      -\n");
}

TEST(ReadTimes, OddBinsAreLeftOutAndHugeOnesKept) {
  boost::json::object stats = sample_stats();
  stats["htab_fd"].get_object()["read_latency"].get_object()["bins_from_cycles_and_count"] =
      boost::json::array{1, "x", boost::json::array{1e300, 1}, boost::json::array{1}};
  const std::string text = read_times_text({3}, stats);
  EXPECT_TRUE(text.ends_with("  100.00 %\n")) << text;
}

}  // namespace
}  // namespace htabsim
