// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sc_main/cli/program.h"

namespace htabsim {
namespace {

TEST(ExploreCommand, AllScenariosThatAreToHoldDo) {
  const ProgramResult result = run_program({"explore", "--all"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(result.out.ends_with(" passed, 0 failed\n")) << result.out;
  EXPECT_EQ(result.out.find("migration_first_zero"), std::string::npos);
}

TEST(ExploreCommand, FirstZeroPrintsTheScheduleThatLosesAnUpdate) {  // R34, R64
  const ProgramResult result = run_program({"explore", "migration_first_zero"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.out.find("migration_first_zero: no_lost_update: entry 0"), std::string::npos);
  EXPECT_NE(result.out.find("\n   1  "), std::string::npos);
  EXPECT_NE(result.out.find("H_PROTECT    store_guest_r      entry 0"), std::string::npos);
  EXPECT_TRUE(result.out.ends_with("\n0 passed, 1 failed\n")) << result.out;
}

TEST(ExploreCommand, InjectedDefectIsFound) {
  const ProgramResult result =
      run_program({"explore", "walk_remove", "--inject", "remove_reads_rc_early"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.out.find("walk_remove: no_lost_update: "), std::string::npos) << result.out;
}

TEST(ExploreCommand, WithoutAScenarioTheyAreListed) {
  const ProgramResult result = run_program({"explore"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, testing::ContainsRegex("\nmigration_first_zero +no_lost_update"));
}

TEST(ExploreCommand, UnknownScenarioNamesTheNearest) {
  expect_input_error(run_program({"explore", "walk_removed"}),
                     "explore: there is no scenario \"walk_removed\"; the nearest is "
                     "\"walk_remove\"");
}

}  // namespace
}  // namespace htabsim
