// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/statistics.h"

namespace htabsim {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

// A captured guest of two processors. Its accesses with a recorded address, its faults and its
// hcalls were counted in its file: lines L, S and X; V 300 and 400; H 4, 8, 18 and 124.

class SmpVerification : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(SmpVerification, EveryAddressFaultResultEntryAndSlbIsAsRecorded) {
  std::vector<std::string> arguments{"verify", kSmpGuest};
  arguments.insert(arguments.end(), GetParam().begin(), GetParam().end());
  const ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, ContainsRegex("real addresses +3,307,598 +0\n"));
  EXPECT_THAT(result.out, ContainsRegex("faults +613 +0\n"));
  EXPECT_THAT(result.out, ContainsRegex("hcall results +1,134 +0\n"));
  EXPECT_THAT(result.out, ContainsRegex("entries of the end table +131,072 +0\n"));
  EXPECT_THAT(result.out, ContainsRegex("SLB entries at the end +64 +0\n"));
  EXPECT_THAT(result.out, HasSubstr("3,316,034 events of 2 processors"));
}

const std::vector<std::vector<std::string>> kWays{
    {},
    {"--timed"},
    {"--timed", "--set", "cpu.threads_per_core=2"},
    {"--timed", "--preset", "power9", "--set", "cpu.outstanding_misses=4"}};

INSTANTIATE_TEST_SUITE_P(Ways, SmpVerification, testing::ValuesIn(kWays));

TEST(SmpGuestTest, WithoutTheOthersInvalidationHundredsOfAddressesAreWrong) {
  const ProgramResult result =
      run_program({"verify", kSmpGuest, "--inject", "hcall_invalidates_locally"});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(result.out, ContainsRegex("real addresses +3,307,598 +[0-9,]{3,}\n"));
  EXPECT_THAT(result.out, HasSubstr("processor 1, line "));
}

const Arguments kFree{"run", "--guest", kSmpGuest, "--order", "free"};

TEST(SmpGuestTest, ProcessorsAtTheirOwnPaceRaceAndDoNotFail) {
  const KeptRun& run = kept_run(kFree);
  EXPECT_EQ(run.program.exit_code, 0) << run.program.err;
  EXPECT_THAT(run.program.out,
              ContainsRegex(" [1-9][0-9,]* races with processors that go on in another order\n"));
}

TEST(SmpGuestTest, ProcessorsAtTheirOwnPaceAreByteIdenticalAgainAndStepped) {
  const std::string& first = stats_text(kFree);
  ASSERT_GT(first.size(), 1000);
  EXPECT_EQ(stats_text(joined({kFree, {"--stepped"}})), first);
}

TEST(SmpGuestTest, MigrationRacesAllProcessorsAndTheDestinationIsEqual) {
  const Arguments migration{"migrate", "--guest", kSmpGuest, "--set", "migration.start_us=100"};
  const KeptRun& run = kept_run(migration);
  EXPECT_EQ(run.program.exit_code, 0) << run.program.out << run.program.err;
  EXPECT_THAT(run.program.out, HasSubstr("The destination equals the source: 131,072 entries"));
  EXPECT_EQ(stats_text(joined({migration, {"--stepped"}})), stats_text(migration));
}

}  // namespace
}  // namespace htabsim
