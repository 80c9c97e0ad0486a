// SPDX-License-Identifier: Apache-2.0
#include "sc_main/ask/question.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "htabsim/model/base/usage_error.h"
#include "sc_main/sweep/sweep_file.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

std::vector<ParameterState> values_of(const char* question, const Config& config) {
  return find_question(question).values(config);
}

TEST(Question, TriesTheValueInForceAndOthersFromTheLeastToTheMost) {
  for (const Question& question : questions()) {
    const Config config;
    const auto values = question.values(config);
    EXPECT_NE(std::ranges::find(values, find_parameter(question.key)->read(config)), values.end())
        << question.name;
    EXPECT_GE(values.size(), 3u) << question.name;
    if (find_parameter(question.key)->names.empty()) {
      EXPECT_TRUE(std::ranges::is_sorted(values)) << question.name;
    }
  }
}

TEST(Question, OfTheTlbTriesNoSizeBelowItsWays) {
  Config config;
  config.mmu.tlb_entries = 64;
  config.mmu.tlb_ways = 32;
  EXPECT_EQ(
      values_of("tlb-size", config),
      (std::vector<ParameterState>{std::uint64_t{32}, std::uint64_t{64}, std::uint64_t{128},
                                   std::uint64_t{256}, std::uint64_t{512}, std::uint64_t{1024}}));
}

TEST(Question, OfTheTableTriesNoOrderThatThereIsNot) {
  Config config;
  config.guest.hpt_order = 18;
  EXPECT_EQ(values_of("hpt-order", config),
            (std::vector<ParameterState>{std::uint64_t{18}, std::uint64_t{19}, std::uint64_t{20}}));
}

TEST(Question, ThatThereIsNotNamesTheNearest) {
  try {
    find_question("walker");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "ask: there is no question \"walker\"; the nearest is \"walkers\"");
  }
}

TEST(Question, IsASweepOfItsParameterAndKeepsAllOthers) {
  const TemporaryFolder folder;
  for (const Question& question : questions()) {
    RunRequest request;
    request.guests = {GuestFiles{}};
    request.guests.front().traces = {{folder.file("a.lackey", " L 10,8\n"), "app"}};
    request.config.mmu.tlb_ways = 8;
    request.seed = 7;
    const SweepFile sweep =
        read_sweep_file(folder.file("question.toml", question_sweep(question, request)));
    EXPECT_EQ(sweep.job, question.job);
    ASSERT_EQ(sweep.axes.size(), 1u);
    EXPECT_EQ(sweep.axes.front().key, question.key);
    EXPECT_EQ(sweep.axes.front().values.size(), question.values(request.config).size());
    EXPECT_EQ(sweep.base.seed, 7u);
    ASSERT_EQ(sweep.base.traces.size(), 1u);
    EXPECT_EQ(sweep.base.traces.front().space, "app");
    EXPECT_NE(std::ranges::find(sweep.base.settings, "mmu.tlb_ways", &Setting::key),
              sweep.base.settings.end());
  }
}

TEST(Question, ThatACapturedGuestHasSettledIsRefused) {
  RunRequest request;
  request.guests = {GuestFiles{}};
  request.guests.front().guest = "captured";
  for (const char* settled : {"hpt-order", "page-size"}) {
    EXPECT_THROW(question_sweep(find_question(settled), request), UsageError) << settled;
  }
  for (const char* open : {"tlb-size", "walkers", "downtime"}) {
    EXPECT_NO_THROW(question_sweep(find_question(open), request)) << open;
  }
  request.guests.resize(2);
  EXPECT_THROW(question_sweep(find_question("walkers"), request), UsageError) << "several guests";
}

}  // namespace
}  // namespace htabsim
