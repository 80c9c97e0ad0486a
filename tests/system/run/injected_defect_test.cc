// SPDX-License-Identifier: Apache-2.0
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/system/app/program.h"

namespace htabsim {
namespace {

const std::string kGuest = HTABSIM_SOURCE_DIR "/traces/p8-4k-share";

/// A defect, the promise that the summary must name, and what makes it show on this guest.
struct Injection {
  std::string defect;
  std::string promise;
  std::vector<std::string> settings;
};

void PrintTo(const Injection& injection, std::ostream* out) { *out << injection.defect; }

class InjectedDefectTest : public testing::TestWithParam<Injection> {};

TEST_P(InjectedDefectTest, MigrationEndsWithOneAndNamesThePromise) {
  const Injection& injection = GetParam();
  std::vector<std::string> arguments{"migrate", "--guest", kGuest, "--inject", injection.defect};
  for (const std::string& setting : injection.settings) {
    arguments.insert(arguments.end(), {"--set", setting});
  }
  const ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_NE(result.out.find("BROKEN: "), std::string::npos) << result.out;
  EXPECT_NE(result.out.find(injection.promise + ": entry "), std::string::npos) << result.out;
}

INSTANTIATE_TEST_SUITE_P(
    EachDefect, InjectedDefectTest,
    testing::Values(Injection{"modified_cleared_early", "no_lost_update", {}},
                    Injection{"modified_kept", "only_changes", {}},
                    // Nearly every entry that hardware marks is one that was entered, and noted,
                    // just before: several short passes are needed to meet one that was not.
                    Injection{"rc_not_noticed", "zero_means_none", {"migration.start_us=1000"}},
                    Injection{"rc_not_harvested", "no_phantom", {}},
                    Injection{"host_dword1_reported", "no_phantom", {}},
                    Injection{"index_sampled_early", "no_phantom", {}},
                    Injection{"cursor_saved_short", "framing", {}},
                    Injection{"scan_gives_up", "zero_means_none", {}},
                    Injection{
                        "bolted_filter_ignored", "bolted_only", {"migration.entries=bolted_only"}},
                    Injection{"enter_not_noted", "zero_means_none", {}}),
    [](const auto& test) { return test.param.defect; });

TEST(InjectTest, BoltedOnlyMigrationKeepsThePromisesWithoutADefect) {
  const ProgramResult result =
      run_program({"migrate", "--guest", kGuest, "--set", "migration.entries=bolted_only"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
}

TEST(InjectTest, ListPrintsALineForEachDefectNameFirst) {
  for (const char* command : {"run", "migrate", "explore"}) {
    const ProgramResult result = run_program({command, "--inject", "list"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_NE(result.out.find("\nmodified_kept "), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("\ntlbsync_does_not_wait "), std::string::npos);
  }
}

TEST(InjectTest, UnknownDefectNamesTheNearest) {
  expect_input_error(run_program({"migrate", "--guest", kGuest, "--inject", "modified_keep"}),
                     "--inject: there is no defect \"modified_keep\"; the nearest is "
                     "\"modified_kept\"");
  EXPECT_EQ(run_program({"migrate", "--guest", kGuest, "--inject", "none"}).exit_code, 2);
}

}  // namespace
}  // namespace htabsim
