// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/search_record.h"

#include <sstream>
#include <utility>

#include <gtest/gtest.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/explore/explorer.h"
#include "tests/model/explore/shipped_scenarios.h"

namespace htabsim {
namespace {

/// Two states wait, of three.
SearchRecord small_record() {
  return {.transitions = 2,
          .first_sights = {{0, kNoChoice}, {0, {1, 0}}},
          .states = {{0, kNoChoice, 0xffff'ffff'ffff'ffff, {1, 2}}, {0, {1, 0}, 7}, {0, {1, 3}, 8}},
          .waiting = {{1, {}}, {2, {4, 1}}}};
}

std::string text_of_record(const SearchRecord& record) {
  std::ostringstream out;
  write_search_record(out, "walk --memory sc", record);
  return out.str();
}

SearchRecord record_of(const std::string& text) {
  return read_search_record(InputFile("f", text), "walk --memory sc");
}

std::string what_is_wrong_with_record(const std::string& text) {
  try {
    record_of(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing";
}

std::string record_with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(SearchRecord, IsReadBackAsItWasWritten) {
  EXPECT_EQ(record_of(text_of_record(small_record())), small_record());
}

TEST(SearchRecord, AnotherFileOrSearchIsRefusedByLine) {
  const std::string text = text_of_record(small_record());
  EXPECT_EQ(what_is_wrong_with_record(text), "nothing");
  EXPECT_EQ(what_is_wrong_with_record("entry 2\n"), "f:1: this is no interrupted search");
  EXPECT_EQ(what_is_wrong_with_record(record_with(text, "sc", "power")),
            "f:2: this is a search \"of walk --memory power\", not \"of walk --memory sc\"");
  EXPECT_EQ(what_is_wrong_with_record(record_with(text, "waiting 1", "wating 1")),
            "f:9: \"wating 1 255 0\" is no line of a search");
  EXPECT_EQ(what_is_wrong_with_record(record_with(text, "waiting 1 255", "waiting 1 256")),
            "f:9: \"256\" is no number of a search");
  EXPECT_EQ(what_is_wrong_with_record(record_with(text, "\nend\n", "\n")),
            "f:10: the search ends before its end");
}

TEST(SearchRecord, StatesThatAreNotThereAreRefused) {
  const std::string text = text_of_record(small_record());
  const std::string missing = "f:11: the search names states that it does not have";
  EXPECT_EQ(what_is_wrong_with_record(record_with(text, "waiting 2", "waiting 3")), missing);
  EXPECT_EQ(what_is_wrong_with_record(record_with(text, " 1 2\n", " 1 3\n")), missing);
  EXPECT_EQ(what_is_wrong_with_record(record_with(text, "sight 0 1", "sight 3 1")), missing);
  EXPECT_EQ(what_is_wrong_with_record(record_with(text, "state 0 1 3", "state 2 1 3")),
            missing);  // its own parent
}

/// Explores as a user does who interrupts it whenever so many states have been followed.
Exploration in_parts(const Scenario& scenario, ExplorerOptions options, unsigned expansions) {
  std::optional<SearchRecord> record;
  for (unsigned parts = 1;; ++parts) {
    unsigned left = expansions;
    options.is_interrupted = [&left] { return left == 0 || --left == 0; };
    // What has been made again has been asked about as well.
    if (record) left += 3 * static_cast<unsigned>(record->states.size());
    options.from = record ? &*record : nullptr;
    Exploration result = explore(scenario, options);
    if (!result.interrupted) {
      EXPECT_GT(parts, 1);
      return result;
    }
    record = record_of(text_of_record(*result.interrupted));
  }
}

ExplorerOptions on_power() {
  ExplorerOptions options;
  options.rules.memory = MemoryModel::power;
  return options;
}

class InterruptedSearch : public testing::TestWithParam<std::string> {};

TEST_P(InterruptedSearch, ComesToTheSameResult) {
  const Scenario scenario = shipped_scenario(GetParam());
  const Exploration whole = explore(scenario, on_power());
  const Exploration parts = in_parts(scenario, on_power(), 40);
  EXPECT_EQ(parts.states, whole.states);
  EXPECT_EQ(parts.transitions, whole.transitions);
  EXPECT_EQ(parts.schedules, whole.schedules);
  EXPECT_EQ(parts.longest, whole.longest);
  ASSERT_EQ(parts.violation.has_value(), whole.violation.has_value());
  if (whole.violation) {
    EXPECT_EQ(parts.violation->choices, whole.violation->choices);
  }
}

// With a tlbie, with partitions that change, with equals, and one that breaks a promise.
INSTANTIATE_TEST_SUITE_P(Each, InterruptedSearch,
                         testing::Values("walk_remove", "migration_resize", "pair_remove_remove",
                                         "migration_first_zero"),
                         [](const auto& test) { return test.param; });

TEST(InterruptedSearchRecord, KeepsWhoseTurnItWas) {
  ExplorerOptions options = on_power();
  options.preemptions = 2;
  const Scenario scenario = shipped_scenario("walk_remove");
  const Exploration parts = in_parts(scenario, options, 40);
  EXPECT_EQ(parts.states, explore(scenario, options).states);
  EXPECT_EQ(parts.schedules, explore(scenario, options).schedules);
}

TEST(InterruptedSearchRecord, OfAnotherScenarioIsRefused) {
  ExplorerOptions options = on_power();
  unsigned left = 100;
  options.is_interrupted = [&left] { return --left == 0; };
  const Exploration result = explore(shipped_scenario("walk_remove"), options);
  ASSERT_TRUE(result.interrupted);
  options = on_power();
  options.from = &*result.interrupted;
  EXPECT_THROW(explore(shipped_scenario("walk_protect"), options), UsageError);
}

TEST(InterruptedSearchRecord, IsKeptWholeIfItIsInterruptedBeforeItGoesOn) {
  ExplorerOptions options = on_power();
  unsigned left = 100;
  options.is_interrupted = [&left] { return left == 0 || --left == 0; };
  const Scenario scenario = shipped_scenario("walk_remove");
  const Exploration first = explore(scenario, options);
  options.from = &*first.interrupted;
  const Exploration second = explore(scenario, options);
  ASSERT_TRUE(second.interrupted);
  EXPECT_EQ(*second.interrupted, *first.interrupted);
}

}  // namespace
}  // namespace htabsim
