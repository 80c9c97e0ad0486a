// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "htabsim/model/explore/scenario.h"
#include "tests/sc_main/cli/program.h"

namespace htabsim {
namespace {

/// The number that stands at the front of `text`, written with commas; what is behind it stays.
double take_number(std::istringstream& text) {
  std::string digits;
  text >> digits;
  std::erase(digits, ',');
  return std::stod(digits);
}

/// "SCENARIO states transitions schedules longest holds". More schedules than states: each is a way
/// through several of them. They may be more than 64 bits hold.
void expect_holds(const std::string& out, const std::string& scenario) {
  const std::size_t at = out.find("\n" + scenario + " ");
  ASSERT_NE(at, std::string::npos) << scenario << "\n" << out;
  std::istringstream row(out.substr(at + scenario.size() + 1));
  const double states = take_number(row);
  take_number(row);
  const double schedules = take_number(row);
  take_number(row);
  std::string verdict;
  row >> verdict;
  EXPECT_EQ(verdict, "holds") << scenario << "\n" << out;
  EXPECT_GT(schedules, states) << scenario;
}

TEST(ExploreCommand, AllScenariosThatAreToHoldDo) {
  const ProgramResult result = run_program({"explore", "--all"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(result.out.ends_with(" passed, 0 failed\n")) << result.out;
  EXPECT_EQ(result.out.find("migration_first_zero"), std::string::npos);
  for (const Scenario& scenario : scenarios()) {
    if (!scenario.breaks) expect_holds(result.out, scenario.name);
  }
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
