// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/model/explore/shipped_scenarios.h"
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

/// Those that do race have more schedules than states: each is a way through several of them.
bool races(std::string_view scenario) {
  constexpr std::string_view kFamilies[] = {"commit_fault", "commit_store", "later_pass_",
                                            "migration_",   "reader_",      "two_readers",
                                            "walk_"};
  return std::ranges::any_of(kFamilies, [&](auto name) { return scenario.starts_with(name); });
}

/// "SCENARIO states transitions schedules longest holds". The schedules may be more than 64 bits
/// hold. A graph of so many states and transitions has transitions - states + 2 independent ways
/// from its beginning to an end, and no way comes to a state twice.
void expect_holds(const std::string& out, const std::string& scenario) {
  const std::size_t at = out.find("\n" + scenario + " ");
  ASSERT_NE(at, std::string::npos) << scenario << "\n" << out;
  std::istringstream row(out.substr(at + scenario.size() + 1));
  const double states = take_number(row);
  const double transitions = take_number(row);
  const double schedules = take_number(row);
  const double longest = take_number(row);
  std::string verdict;
  row >> verdict;
  EXPECT_EQ(verdict, "holds") << scenario << "\n" << out;
  EXPECT_GE(schedules, transitions - states + 2) << scenario;
  EXPECT_LT(longest, states) << scenario;
  if (!races(scenario)) return;
  EXPECT_GT(schedules, states) << scenario;
}

TEST(ExploreCommand, AllScenariosThatAreToHoldDo) {
  for (const MemoryModel memory : {MemoryModel::sc, MemoryModel::power}) {
    const ProgramResult result =
        run_program({"explore", "--all", "--memory", std::string(enumerator_name(memory))});
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    EXPECT_EQ(result.err, "");
    EXPECT_TRUE(result.out.ends_with(" passed, 0 failed\n")) << result.out;
    EXPECT_EQ(result.out.find("migration_first_zero"), std::string::npos);
    for (const Scenario& scenario : shipped_scenarios()) {
      if (scenario.holds_on(memory)) expect_holds(result.out, scenario.name);
    }
  }
}

TEST(ExploreCommand, AnyNumberOfJobsSaysTheSame) {
  const auto of = [](const char* jobs) {
    return run_program({"explore", "--all", "--memory", "sc", "--jobs", jobs}).out;
  };
  const std::string one = of("1");
  EXPECT_TRUE(one.ends_with(" passed, 0 failed\n")) << one;
  EXPECT_EQ(of("3"), one);
  expect_input_error(run_program({"explore", "walk_remove", "--jobs", "2"}),
                     "explore: --jobs is of --all, where each takes a scenario");
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

TEST(ExploreCommand, ScheduleIsReplayed) {
  const std::string out = run_program({"explore", "migration_first_zero"}).out;
  constexpr std::string_view kReplay = "(--replay ";
  const std::size_t at = out.find(kReplay);
  ASSERT_NE(at, std::string::npos) << out;
  const std::size_t begin = at + kReplay.size();
  const std::string choices = out.substr(begin, out.find(')', begin) - begin);
  const ProgramResult replayed =
      run_program({"explore", "migration_first_zero", "--replay", choices});
  EXPECT_EQ(replayed.exit_code, 1);
  // The steps are those that were printed, to the last.
  const std::size_t steps = out.find("\n   1  ");
  const std::string schedule = out.substr(steps + 1, out.find("\n\n", steps) - steps);
  EXPECT_TRUE(replayed.out.starts_with(schedule)) << replayed.out << "instead of\n" << schedule;
  EXPECT_THAT(replayed.out, testing::HasSubstr("\nno_lost_update: entry 0: "));
}

TEST(ExploreCommand, PartOfAScheduleIsReplayedAndAWrongChoiceNamed) {
  ProgramResult result = run_program({"explore", "walk_remove", "--replay", "1"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out.ends_with("no promise is broken, and the order could go on\n"));
  result = run_program({"explore", "walk_remove", "--replay", "19"});
  expect_input_error(result, "explore: --replay: choice 2, '9', cannot be made; there are \"12\"");
  expect_input_error(run_program({"explore", "--replay", "1"}),
                     "explore: --replay is an order of one scenario, which must be named");
}

TEST(ExploreCommand, RandomOrdersFindALostUpdateAndSayWithWhatProbability) {
  ProgramResult result = run_program({"explore", "migration_first_zero", "--pct", "2"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, testing::HasSubstr("migration_first_zero: no_lost_update: entry 0"));
  EXPECT_THAT(result.out, testing::HasSubstr("\na schedule that does it, "));
  result = run_program({"explore", "walk_remove", "--pct", "2", "--runs", "50", "--seed", "3"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, testing::ContainsRegex("\nwalk_remove +50 .* % +nothing found\n"));
  expect_input_error(run_program({"explore", "--pct", "2"}),
                     "explore: --pct is of a scenario, or of --all");
  expect_input_error(run_program({"explore", "--all", "--runs", "5"}),
                     "explore: --runs and --seed are of --pct");
}

TEST(ExploreCommand, BarrierThatIsLeftOutBreaksWhatHeldAndIsReplayed) {  // O13
  ProgramResult result = run_program({"explore", "enter_walk"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  result = run_program({"explore", "enter_walk", "--without", "eieio@H_ENTER"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, testing::HasSubstr("enter_walk: whole_entry: entry 2"));
  const std::size_t at = result.out.find("--replay ") + 9;
  const std::string choices = result.out.substr(at, result.out.find(')', at) - at);
  EXPECT_THAT(choices, testing::HasSubstr("."));  // a load reads what is not the newest
  result =
      run_program({"explore", "enter_walk", "--without", "eieio@H_ENTER", "--replay", choices});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, testing::HasSubstr("  not the newest\n"));
}

TEST(ExploreCommand, BarriersAreListedAndMistakesNamed) {
  EXPECT_THAT(run_program({"explore", "--barriers"}).out,
              testing::ContainsRegex("\neieio@H_ENTER +kvmppc_do_h_enter +enter_walk +a walk "));
  expect_input_error(run_program({"explore", "enter_walk", "--without", "eieio@H_ENTR"}),
                     "--without: there is no barrier \"eieio@H_ENTR\"; the nearest is "
                     "\"eieio@H_ENTER\"");
  expect_input_error(
      run_program({"explore", "enter_walk", "--without", "eieio@H_ENTER", "--memory", "sc"}),
      "explore: --without shows nothing with --memory sc, where barriers order nothing");
  expect_input_error(run_program({"explore", "enter_walk", "--memory", "tso"}),
                     "explore: --memory: \"tso\" is none of sc, power");
  expect_input_error(run_program({"explore", "enter_walk", "--entry-fetch", "bytes"}),
                     "explore: --entry-fetch: \"bytes\" is none of line, doublewords");
}

TEST(ExploreCommand, FewPreemptionsAreSaid) {
  const ProgramResult result = run_program({"explore", "enter_walk", "--preemptions", "1"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, testing::HasSubstr("\norders of at most 1 preemptions only\n"));
  expect_input_error(run_program({"explore", "enter_walk", "--preemptions", "1", "--pct", "2"}),
                     "explore: --preemptions does not go with --pct or --replay");
}

/// Runs the program, and sends it a signal after a second.
ProgramResult run_until(const std::string& signal, const std::vector<std::string>& arguments) {
  return run_program(arguments, "timeout --preserve-status -s " + signal + " 1");
}

TEST(ExploreCommand, InterruptedSearchWaitsInAFileAndGoesOn) {
  const TemporaryFolder folder;
  const std::string file = (folder / "search").string();
  const std::vector<std::string> command = {"explore", "two_readers", "--checkpoint", file};
  ProgramResult result = run_until("INT", command);
  EXPECT_EQ(result.exit_code, 130) << result.err;
  EXPECT_THAT(result.out, testing::ContainsRegex("\ntwo_readers .* interrupted\n"));
  EXPECT_THAT(result.out,
              testing::ContainsRegex(" states are still to be followed; the same command goes on"));
  const auto first = contents_of(file).size();
  EXPECT_GT(first, 0);
  result = run_until("TERM", command);
  EXPECT_EQ(result.exit_code, 143) << result.err;
  EXPECT_GT(contents_of(file).size(), first);
  result = run_program({"explore", "two_readers", "--checkpoint", file, "--memory", "sc"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, testing::HasSubstr(file + ":2: this is a search \"of two_readers "));
}

TEST(ExploreCommand, SearchThatCameToItsEndLeavesNoFile) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder / "search";
  const ProgramResult result =
      run_program({"explore", "walk_remove", "--checkpoint", file.string()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, run_program({"explore", "walk_remove"}).out);
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(ExploreCommand, FolderWithoutScenariosIsRefused) {
  const TemporaryFolder folder;
  const std::string place = (folder / "").string();
  expect_input_error_ending(
      run_program({"explore", "--all"}, "HTABSIM_SCENARIO_DIR='" + place + "'"),
      " has no scenario that is to hold");
}

TEST(ExploreCommand, CheckpointIsOfOneScenario) {
  for (const char* what : {"--all", "-"}) {
    expect_input_error(run_program({"explore", what, "--checkpoint", "f"}),
                       "explore: --checkpoint is of one scenario, by name or as a file");
  }
  expect_input_error(run_program({"explore", "/dev/stdin", "--checkpoint", "f"}),
                     "explore: --checkpoint is of a scenario that can be read again");
  expect_input_error(run_program({"explore", "walk_remove", "--pct", "2", "--checkpoint", "f"}),
                     "explore: --checkpoint does not go with --pct or --replay");
}

TEST(ExploreCommand, FileOfOnesOwnIsExplored) {
  const TemporaryFolder folder;
  const auto file = folder.file("own.scenario", "entry 1\none|other\nstore 1|store 1\n");
  const ProgramResult result = run_program({"explore", file.string()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, testing::HasSubstr("\nown "));
  const auto wrong = folder.file("wrong.scenario", "one\nstroe 1\n");
  expect_input_error(
      run_program({"explore", wrong.string()}),
      wrong.string() + ":2: there is no step \"stroe 1\"; the nearest is \"store N\"");
}

TEST(ExploreCommand, UnknownScenarioNamesTheNearest) {
  expect_input_error(run_program({"explore", "walk_removed"}),
                     "explore: there is no scenario \"walk_removed\"; the nearest is "
                     "\"walk_remove\"");
}

}  // namespace
}  // namespace htabsim
