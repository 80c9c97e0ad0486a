// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sc_main/cli/shipped_traces.h"
#include "tests/sc_main/cli/terminal.h"

namespace htabsim {
namespace {

using testing::HasSubstr;
using testing::Not;

// 2^40 / 16 entries, which each pass looks at.
const std::vector<std::string> kLongWork{"migrate", "--trace", kSort, "--set",
                                         "guest.hpt_order=40"};
constexpr std::string_view kPrompt = "Begin? [y/N] ";
constexpr std::string_view kCtrlC = "\x03";

TEST(Consent, IsAskedForOnATerminalAndNotGivenByANoOrByNothing) {
  for (const char* answer : {"n\n", "\n", "\x04"}) {
    Terminal terminal(kLongWork);
    ASSERT_TRUE(terminal.shows(kPrompt)) << terminal.shown();
    EXPECT_THAT(terminal.shown(), HasSubstr("has 68,719,476,736 entries"));
    terminal.type(answer);
    EXPECT_EQ(terminal.end(), 2);
    EXPECT_THAT(terminal.shown(), HasSubstr("htabsim: migrate: not begun"));
  }
}

TEST(Consent, GivenTheWorkBeginsAndCtrlCEndsIt) {
  Terminal terminal(kLongWork);
  ASSERT_TRUE(terminal.shows(kPrompt)) << terminal.shown();
  terminal.type("y\n");
  ASSERT_TRUE(terminal.shows("pass 1: ")) << "progress: " << terminal.shown();
  terminal.type(kCtrlC);
  EXPECT_EQ(terminal.end(), 128 + SIGINT);
  EXPECT_THAT(terminal.shown(), HasSubstr("cut short"));
}

TEST(Consent, GivenBeforehandIsNotAskedFor) {
  std::vector<std::string> arguments = kLongWork;
  arguments.emplace_back("--yes");
  Terminal terminal(arguments);
  ASSERT_TRUE(terminal.shows("pass 1: ")) << "progress: " << terminal.shown();
  terminal.type(kCtrlC);
  EXPECT_EQ(terminal.end(), 128 + SIGINT);
  EXPECT_THAT(terminal.shown(), Not(HasSubstr(std::string(kPrompt))));
}

}  // namespace
}  // namespace htabsim
