// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/model/base/temporary_folder.h"
#include "tests/sc_main/cli/program.h"

namespace htabsim {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

TEST(LitmusCommand, PublishedTestsAgreeO16) {
  const ProgramResult result =
      run_program({"litmus", HTABSIM_SOURCE_DIR "/tests/conformance/ordering/litmus.tsv"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\n658 tests: "));
  EXPECT_THAT(result.out, HasSubstr("\n385 that hardware has shown: 0 forbidden here\n"
                                    "128 that the architecture forbids: 0 allowed here\n"
                                    "145 that are allowed and were never seen: "));
}

TEST(LitmusCommand, AnswerThatDisagreesIsWrong) {
  const TemporaryFolder folder;
  const auto file = folder.file("tests",
                                "# a comment\nMP+syncs\tallowed\tseen\n"
                                "MP+pos\tforbidden\tunseen\n");
  const ProgramResult result = run_program({"litmus", file.string()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, HasSubstr("WRONG: hardware has shown it\n"));
  EXPECT_THAT(result.out, HasSubstr("WRONG: the architecture forbids it\n"));
}

TEST(LitmusCommand, ExplainsAnAllowedOutcome) {
  const ProgramResult result = run_program({"litmus", "MP+lwsync+po", "MP+syncs", "--explain"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("\nMP+lwsync+po: an execution that shows it, 5 steps:\n"));
  EXPECT_THAT(result.out, HasSubstr("  P1  loads x     gets the first value\n"));
  EXPECT_THAT(result.out, HasSubstr("  P0  lwsync\n"));
  EXPECT_EQ(result.out.find("\nMP+syncs: an execution"), std::string::npos);
  EXPECT_THAT(result.out, EndsWith("2 tests: 1 allowed here, 1 forbidden\n"));
}

TEST(LitmusCommand, WrongLineIsNamed) {
  const TemporaryFolder folder;
  const auto wrong = folder.file("wrong", "MP+pos allowed seen\nMP+pos alowed seen\n");
  ProgramResult result = run_program({"litmus", wrong.string()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err,
              EndsWith("wrong:2: column 2 is \"alowed\"; allowed: allowed, forbidden\n"));
  const auto empty = folder.file("empty", "# nothing\n");
  result = run_program({"litmus", empty.string()});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, EndsWith("empty: has no litmus test\n"));
  result = run_program({"litmus", "missing.tsv"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("missing.tsv: no such file"));
}

}  // namespace
}  // namespace htabsim
