// SPDX-License-Identifier: Apache-2.0
//
// What a run tells a person: some twenty lines, or all that was counted.
#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/statistics.h"
#include "tests/sc_main/cli/program.h"
#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kShort = 25;

std::string summary_of(const Arguments& arguments) {
  const ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return result.out;
}

// The trace has 200,000 accesses, some of which fault; two processors have it once each.
TEST(SummaryTest, AccessesAreThoseOfTheTracesHoweverOftenTheyFault) {
  const std::string one = summary_of({"run", "--trace", kSort});
  EXPECT_THAT(one, HasSubstr("accesses                  200,000; in time 35,993 loads, "));
  EXPECT_THAT(one, Not(HasSubstr("faults                    0 storage")));
  EXPECT_THAT(summary_of({"run", "--trace", kSort, "--trace", kSort}),
              HasSubstr("accesses                  400,000; in time 71,986 loads, "));
  EXPECT_THAT(summary_of({"run", "--trace", kSort, "--details"}),
              HasSubstr("accesses                  200,000 of the trace (in time 35,993 loads, "));
}

TEST(SummaryTest, IsShortUnlessDetailsAreAskedFor) {
  const std::string brief = summary_of({"run", "--trace", kSort});
  EXPECT_LT(std::ranges::count(brief, '\n'), kShort) << brief;
  for (const char* what : {"hit rates  ", "\ntable walks  ", "\nraces met  ", "\nevent hash  "}) {
    EXPECT_THAT(brief, HasSubstr(what));
  }
  const std::string details = summary_of({"run", "--trace", kSort, "--details"});
  for (const char* what : {"\nlatency (cycles) ", "\nperformance monitor ", "\nraces met  "}) {
    EXPECT_THAT(details, HasSubstr(what));
  }
  EXPECT_THAT(brief, Not(HasSubstr("latency (cycles)")));
}

TEST(SummaryTest, OfAMigrationHasItsPassesAndPromises) {
  const std::string brief = summary_of({"migrate", "--trace", kSort});
  EXPECT_LT(std::ranges::count(brief, '\n'), kShort) << brief;
  EXPECT_THAT(brief, HasSubstr("\nPasses of the stream\n"));
  EXPECT_THAT(brief, HasSubstr("\nstream promises           kept"));
  EXPECT_THAT(brief, HasSubstr("\nThe destination equals the source: "));
}

TEST(SummaryTest, OfARecordingTellsWhatDiffersWithoutDetails) {
  const ProgramResult result =
      run_program({"run", "--guest", kSmpGuest, "--inject", "hcall_invalidates_locally"});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(result.out, testing::ContainsRegex(" checked: [1-9][0-9,]* differences\n"));
}

}  // namespace
}  // namespace htabsim
