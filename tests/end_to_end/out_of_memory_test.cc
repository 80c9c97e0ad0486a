// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/statistics.h"

namespace htabsim {
namespace {

/// From a limit that no run gets by with to one that is enough for each, in steps of 4 MB.
constexpr int kLeastKilobytes = 22'000;
constexpr int kMostKilobytes = 400'000;

class OutOfMemory : public testing::TestWithParam<std::vector<std::string>> {};

// Wherever it happens: as a file is opened, in a thread of SystemC's, as results are written.
TEST_P(OutOfMemory, IsOneLine) {
  unsigned too_little = 0;
  for (int limit = kLeastKilobytes; limit < kMostKilobytes; limit += 4'000) {
    const ProgramResult result = run_program(GetParam(), fmt::format("ulimit -v {};", limit));
    if (result.exit_code == 0) break;
    ++too_little;
    EXPECT_EQ(result.exit_code, 2) << limit << result.err;
    EXPECT_TRUE(result.err.starts_with("htabsim: out of memory: ")) << limit << result.err;
    EXPECT_EQ(result.err.find('\n'), result.err.size() - 1) << limit << result.err;
  }
  EXPECT_GT(too_little, 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Commands, OutOfMemory,
    testing::Values(std::vector<std::string>{"migrate", "--trace", kSort, "--trace", kSort, "--set",
                                             "guest.hpt_order=24"},
                    std::vector<std::string>{"run", "--guest", kSmpGuest},
                    std::vector<std::string>{"stream", "apply", kGuest + "/hpt_start.stream.zst"},
                    std::vector<std::string>{"explore", "reader_walk_remove"}));

}  // namespace
}  // namespace htabsim
