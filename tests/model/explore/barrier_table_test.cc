// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/barrier_table.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "htabsim/model/explore/explorer.h"
#include "tests/model/explore/shipped_scenarios.h"

namespace htabsim {

void PrintTo(const BarrierInfo& info, std::ostream* out) { *out << info.name; }

namespace {

ExplorerOptions options_of(const BarrierInfo& info, bool without) {
  ExplorerOptions options;
  options.rules.memory = MemoryModel::power;
  options.rules.fetch = info.fetch;
  if (without) options.rules.without = info.left_out;
  return options;
}

Exploration explored(const std::string& scenario, const BarrierInfo& info, bool without) {
  return explore(shipped_scenario(scenario), options_of(info, without));
}

/// Whether one agent takes such steps; the orders of two are too many.
template <class Is>
bool one_takes(const ScenarioText& text, const Is& is) {
  return std::ranges::count_if(text.agents, [&is](const ScenarioAgent& agent) {
           return std::ranges::any_of(agent.steps, is, &ScenarioStep::kind);
         }) == 1;
}

/// Whether the code that has the barrier runs in the scenario, in one agent.
bool runs_code_of(const ScenarioText& text, const BarrierInfo& info) {
  switch (info.left_out.point) {
    case BarrierPoint::erratum_ptesync:
      return text.erratum == TlbieErratum::p9;
    case BarrierPoint::stop_guest_ptesync:
      return one_takes(text, [](StepKind kind) { return kind == StepKind::write_until_closed; });
    default:
      return one_takes(text,
                       [&info](StepKind kind) { return update_code(kind) == info.left_out.in; });
  }
}

/// All orders of two agents; of more those of two preemptions.
void expect_nobody_notices(const BarrierInfo& info) {
  unsigned tried = 0;
  for (const std::string& name : shipped_scenario_names()) {
    const ScenarioText text = shipped_scenario_text(name);
    if (text.breaks || !runs_code_of(text, info)) continue;
    ExplorerOptions options = options_of(info, true);
    if (text.agents.size() > 2) options.preemptions = 2;
    EXPECT_FALSE(explore(scenario_of(name, text), options).violation) << name;
    ++tried;
  }
  EXPECT_GT(tried, 0);
}

class BarrierOfTheTable : public testing::TestWithParam<BarrierInfo> {};

TEST_P(BarrierOfTheTable, KeepsWhatItsScenarioLosesWithoutIt) {
  const BarrierInfo& info = GetParam();
  if (info.scenario.empty()) return expect_nobody_notices(info);
  const std::string scenario(info.scenario);
  EXPECT_FALSE(explored(scenario, info, false).violation);
  const Exploration without = explored(scenario, info, true);
  ASSERT_TRUE(without.violation);
  EXPECT_TRUE(without.violation->promise);
}

INSTANTIATE_TEST_SUITE_P(Each, BarrierOfTheTable, testing::ValuesIn(barrier_table()),
                         [](const auto& test) { return std::to_string(test.index); });

/// Scenarios that hold only thanks to a barrier, as they say.
std::vector<std::string> scenarios_that_need_one() {
  std::vector<std::string> names = shipped_scenario_names();
  std::erase_if(names, [](const std::string& name) { return !shipped_scenario_text(name).needs; });
  return names;
}

TEST(BarrierTable, AtLeastTwentyScenariosNeedABarrier) {
  EXPECT_GE(scenarios_that_need_one().size(), 20);
}

class ScenarioThatNeedsABarrier : public testing::TestWithParam<std::string> {};

TEST_P(ScenarioThatNeedsABarrier, HoldsWithItAndBreaksWithoutIt) {
  const auto needed = shipped_scenario_text(GetParam()).needs;
  BarrierInfo of_lines = *find_barrier(*needed);
  of_lines.fetch = EntryFetch::line;
  EXPECT_FALSE(explored(GetParam(), of_lines, false).violation);
  EXPECT_TRUE(explored(GetParam(), of_lines, true).violation);
}

INSTANTIATE_TEST_SUITE_P(Each, ScenarioThatNeedsABarrier,
                         testing::ValuesIn(scenarios_that_need_one()),
                         [](const auto& test) { return test.param; });

TEST(BarrierTable, IsTheOneOfTheDocumentation) {
  std::ifstream file(HTABSIM_SOURCE_DIR "/docs/ordering.md");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  for (const BarrierInfo& info : barrier_table()) {
    const std::string front =
        fmt::format("\n| `{}` | `{}` | {} | ", info.name, info.kernel, info.meaning);
    const std::size_t at = text.find(front);
    ASSERT_NE(at, std::string::npos) << front;
    const std::string rest = text.substr(at + front.size(), info.scenario.size() + 1);
    EXPECT_EQ(rest, info.scenario.empty() ? " " : "`" + std::string(info.scenario));
  }
}

TEST(BarrierTable, NamesAreOfOneBarrierEach) {
  std::set<std::string_view> names;
  for (const BarrierInfo& info : barrier_table()) names.insert(info.name);
  EXPECT_EQ(names.size(), barrier_table().size());
}

}  // namespace
}  // namespace htabsim
