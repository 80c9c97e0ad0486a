// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/words.h"
#include "htabsim/model/explore/explorer.h"
#include "htabsim/model/htab/defect_table.h"
#include "tests/model/explore/shipped_scenarios.h"

namespace htabsim {
namespace {

constexpr std::size_t kMostSteps = 30;

TEST(MigrationScenarioTest, FirstZeroLosesAnUpdateThatAFullScanDoesNot) {  // R34, R64
  const Scenario first_zero = shipped_scenario("migration_first_zero");
  const Exploration result = explore(first_zero, {});
  ASSERT_TRUE(result.violation && result.violation->promise);
  EXPECT_EQ(result.violation->promise->promise, "no_lost_update");
  EXPECT_EQ(first_zero.breaks, "no_lost_update");
  EXPECT_LE(result.violation->steps(), kMostSteps);
  EXPECT_FALSE(explore(shipped_scenario("migration_full_scan"), {}).violation);
}

TEST(MigrationScenarioTest, ReadingOnAfterAResizeMissesWhatIsGone) {  // R56
  const Scenario read_on = shipped_scenario("migration_resize_read_on");
  const Exploration result = explore(read_on, {});
  ASSERT_TRUE(result.violation && result.violation->promise);
  EXPECT_EQ(result.violation->promise->promise, "zero_means_none");
  EXPECT_EQ(read_on.breaks, "zero_means_none");
  EXPECT_LE(result.violation->steps(), kMostSteps);
  EXPECT_FALSE(explore(shipped_scenario("migration_resize"), {}).violation);
}

std::vector<std::string> scenarios_that_break() {
  std::vector<std::string> names = shipped_scenario_names();
  std::erase_if(names, [](const std::string& name) { return !shipped_scenario(name).breaks; });
  return names;
}

class ScenarioThatBreaks : public testing::TestWithParam<std::string> {};

TEST_P(ScenarioThatBreaks, BreaksThePromiseThatItSaysWhereItSaysSo) {
  const Scenario scenario = shipped_scenario(GetParam());
  ExplorerOptions options;
  for (const MemoryModel memory : {MemoryModel::sc, MemoryModel::power}) {
    options.rules.memory = memory;
    const Exploration result = explore(scenario, options);
    ASSERT_EQ(result.violation.has_value(), !scenario.holds_on(memory));
    if (!result.violation) continue;
    EXPECT_EQ(result.violation->promise->promise, *scenario.breaks);
  }
}

INSTANTIATE_TEST_SUITE_P(Each, ScenarioThatBreaks, testing::ValuesIn(scenarios_that_break()),
                         [](const auto& test) { return test.param; });

struct Found {
  Defect defect;
  std::string scenario;
  EntryFetch fetch = EntryFetch::line;
};

void PrintTo(const Found& found, std::ostream* out) { *out << found.scenario; }

class ExploredDefect : public testing::TestWithParam<Found> {
 protected:
  static std::string_view promise() {
    const auto info = std::ranges::find(defect_table(), GetParam().defect, &DefectInfo::defect);
    return info->promise;
  }
  static Exploration explored(World::Reduction reduction) {
    ExplorerOptions options;
    options.rules.defect = GetParam().defect;
    options.rules.fetch = GetParam().fetch;
    options.reduction = reduction;
    return explore(shipped_scenario(GetParam().scenario), options);
  }
};

TEST_P(ExploredDefect, IsFoundWithAScheduleOfAtMostThirtySteps) {
  const Exploration result = explored(World::Reduction::kOn);
  ASSERT_TRUE(result.violation && result.violation->promise);
  EXPECT_EQ(result.violation->promise->promise, promise()) << result.violation->promise->text;
  EXPECT_LE(result.violation->steps(), kMostSteps);
}

/// Those of the table that `explore` shows.
std::vector<Found> explored_defects() {
  constexpr std::string_view kCommand = "explore ";
  std::vector<Found> found;
  for (const DefectInfo& info : defect_table()) {
    if (!info.shown_by.starts_with(kCommand)) continue;
    const bool doublewords = info.shown_by.ends_with("--entry-fetch doublewords");
    found.push_back({info.defect, words_of(info.shown_by)[1],
                     doublewords ? EntryFetch::doublewords : EntryFetch::line});
  }
  return found;
}

INSTANTIATE_TEST_SUITE_P(OfTheTable, ExploredDefect, testing::ValuesIn(explored_defects()),
                         [](const auto& test) { return std::to_string(test.index); });

// H_PROTECT that looks at the guest's dword 1 alone gives a page to a store that the host shares.
TEST(WriteProtectionScenarioTest, FindsAnHcallThatMakesTheHostsSharedPageWritable) {  // I5
  ExplorerOptions options;
  const Scenario scenario = shipped_scenario("write_protect_load_protect");
  EXPECT_FALSE(explore(scenario, options).violation);
  options.rules.defect = Defect::protect_ignores_host;
  const Exploration result = explore(scenario, options);
  ASSERT_TRUE(result.violation && result.violation->promise);
  EXPECT_EQ(result.violation->promise->promise, "host_protection");
}

/// Scenarios in which two agents do the same, but for those with millions of states.
std::vector<std::string> scenarios_of_equals() {
  std::vector<std::string> names;
  for (const std::string_view step : {"bulk_remove", "clear_mod", "clear_ref", "dirty_log", "enter",
                                      "load", "protect", "remove", "store", "unmap"}) {
    names.push_back(fmt::format("pair_{}_{}", step, step));
  }
  return names;
}

class ScenarioOfEquals : public testing::TestWithParam<std::string> {};

// An isync at its end tells an agent from its equal, and orders nothing that anybody sees.
TEST_P(ScenarioOfEquals, HasTheSameOrdersWhereTheyAreToldApart) {
  ScenarioText text = shipped_scenario_text(GetParam());
  ExplorerOptions options;
  options.rules.memory = MemoryModel::power;
  const Exploration one = explore(scenario_of("equals", text), options);
  std::vector<ScenarioAgent*> equals;
  for (ScenarioAgent& agent : text.agents) {
    const bool has_equal = std::ranges::count(text.agents, agent.steps, &ScenarioAgent::steps) > 1;
    if (has_equal) equals.push_back(&agent);
  }
  ASSERT_EQ(equals.size(), 2);
  equals.back()->steps.push_back(parse_step("isync"));
  const Exploration apart = explore(scenario_of("apart", text), options);
  EXPECT_EQ(one.schedules, apart.schedules);
  EXPECT_EQ(one.longest, apart.longest);
  EXPECT_EQ(one.violation.has_value(), apart.violation.has_value());
  EXPECT_LT(one.states, apart.states);
}

INSTANTIATE_TEST_SUITE_P(Each, ScenarioOfEquals, testing::ValuesIn(scenarios_of_equals()),
                         [](const auto& test) { return test.param; });

struct Verdict {
  std::string scenario;
  Defect defect = Defect::none;
  std::optional<LeftOut> without = {};

  [[nodiscard]] bool holds() const { return defect == Defect::none && !without; }
};

void PrintTo(const Verdict& verdict, std::ostream* out) { *out << verdict.scenario; }

class ReductionVerdict : public testing::TestWithParam<Verdict> {
 protected:
  /// The promise that an order breaks.
  static std::optional<std::string_view> broken(MemoryModel memory, World::Reduction reduction) {
    ExplorerOptions options;
    options.rules = {.defect = GetParam().defect, .memory = memory, .without = GetParam().without};
    options.reduction = reduction;
    const Exploration result = explore(shipped_scenario(GetParam().scenario), options);
    if (!result.violation) return std::nullopt;
    return result.violation->promise->promise;
  }
};

TEST_P(ReductionVerdict, IsTheSameWithoutReduction) {
  for (const MemoryModel memory : {MemoryModel::sc, MemoryModel::power}) {
    if (memory == MemoryModel::sc && GetParam().without) continue;
    const auto reduced = broken(memory, World::Reduction::kOn);
    EXPECT_EQ(!reduced.has_value(), GetParam().holds());
    EXPECT_EQ(broken(memory, World::Reduction::kOff), reduced);
  }
}

constexpr LeftOut kNoEieio = {BarrierPoint::publish_eieio, UpdateCode::enter};
constexpr LeftOut kNoIsync = {BarrierPoint::try_lock_isync};
constexpr LeftOut kNoPtesync = {BarrierPoint::tlbie_ptesync, UpdateCode::remove};

INSTANTIATE_TEST_SUITE_P(
    Small, ReductionVerdict,
    testing::Values(Verdict{"reader_enter"}, Verdict{"walk_remove"}, Verdict{"walk_clear_mod"},
                    Verdict{"walk_unmap"}, Verdict{"native_modify"}, Verdict{"enter_own_walk"},
                    Verdict{"reader_enter", Defect::modified_cleared_unrecorded},
                    Verdict{"walk_remove", Defect::remove_reads_rc_early},
                    Verdict{"walk_protect", Defect::tlbsync_does_not_wait},
                    Verdict{"enter_walk", Defect::none, kNoEieio},
                    Verdict{"reader_enter", Defect::none, kNoIsync},
                    Verdict{"walk_remove", Defect::none, kNoPtesync}),
    [](const auto& test) { return std::to_string(test.index); });

}  // namespace
}  // namespace htabsim
