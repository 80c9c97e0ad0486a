// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/long_work.h"

#include <gtest/gtest.h>

#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

RunRequest migration_of_order(std::uint64_t order) {
  RunRequest request;
  request.job = Job::kMigrate;
  request.guests.resize(1);
  request.config.guest.hpt_order = order;
  return request;
}

// 2^40 bytes are 2^36 = 68,719,476,736 entries of 16; half a microsecond for each is 9.5 hours.
TEST(LongWork, IsTheMigrationOfAHugeTable) {
  EXPECT_EQ(
      long_work(migration_of_order(40)),
      "the table of guest.hpt_order=40 has 68,719,476,736 entries, and each pass looks at all: "
      "about 10 hours");
  EXPECT_TRUE(long_work(migration_of_order(46)));
}

TEST(LongWork, IsNoOtherRun) {
  EXPECT_FALSE(long_work(migration_of_order(30)));
  RunRequest run = migration_of_order(40);
  run.job = Job::kRun;
  EXPECT_FALSE(long_work(run));
  RunRequest captured = migration_of_order(40);
  captured.guests.front().guest = "has its own";
  EXPECT_FALSE(long_work(captured));
}

TEST(LongWork, IsNotBegunWithoutATerminalToAskOn) {
  expect_input_error(
      run_program({"migrate", "--trace", kSort, "--set", "guest.hpt_order=40"}, "</dev/null"),
      "migrate: the table of guest.hpt_order=40 has 68,719,476,736 entries, and each pass looks at "
      "all: about 10 hours; --yes begins it all the same");
}

}  // namespace
}  // namespace htabsim
