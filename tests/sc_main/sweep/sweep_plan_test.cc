// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/sweep_plan.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sc_main/setup/run_options.h"
#include "tests/sc_main/sweep/sweep_folder.h"

namespace htabsim {
namespace {

using testing::ElementsAre;
using testing::EndsWith;

class SweepPlanTest : public testing::Test {
 protected:
  [[nodiscard]] SweepPlan plan(const std::string& contents,
                               const TraceReading& reading = {}) const {
    return make_sweep_plan(read_sweep_file(folder_.sweep(contents)), reading);
  }
  [[nodiscard]] std::string error(const std::string& contents) const {
    try {
      std::ignore = plan(contents);
    } catch (const InputError& error) {
      return std::to_string(error.line()) + ": " + error.text();
    }
    return "no error";
  }
  [[nodiscard]] std::set<std::string> ids(const std::string& contents) const {
    std::set<std::string> all;
    for (const SweepRun& run : plan(contents).runs) all.insert(run.id);
    return all;
  }

  SweepFolder folder_;
};

const std::string kWalkers = "[[axis]]\nkey = \"mmu.walkers\"\nvalues = [1, 2]\n";

TEST_F(SweepPlanTest, IsTheGridWithRepetitionsInnermost) {
  const SweepPlan sweep = plan("sweep.repeat = 2\n" + kWalkers);
  EXPECT_THAT(sweep.keys, ElementsAre("mmu.walkers", "seed"));
  ASSERT_EQ(sweep.runs.size(), 4);
  using Value = ParameterValue;
  EXPECT_THAT(sweep.runs[0].values, ElementsAre(Value(1L), Value(1L)));
  EXPECT_THAT(sweep.runs[1].values, ElementsAre(Value(1L), Value(2L)));
  EXPECT_THAT(sweep.runs[2].values, ElementsAre(Value(2L), Value(1L)));
  EXPECT_THAT(sweep.runs[3].values, ElementsAre(Value(2L), Value(2L)));
}

TEST_F(SweepPlanTest, TheFileOfARunMakesItAgain) {
  const SweepPlan sweep = plan("preset = \"power9\"\nseed = 3\nmmu.tlb_ways = 2\n" + kWalkers);
  const TemporaryFolder elsewhere;
  RunOptions options;
  options.config_file = elsewhere.file("run.toml", sweep.runs[1].config);
  const RunRequest request = make_run_request(options);
  EXPECT_EQ(request.seed, 3);
  EXPECT_EQ(request.config.clock.period_ps, 300);  // POWER9's preset
  EXPECT_EQ(request.config.mmu.tlb_ways, 2);
  EXPECT_EQ(request.config.mmu.walkers, 2);
  ASSERT_EQ(request.guests.front().traces.size(), 1);
  EXPECT_EQ(request.guests.front().traces[0].path, folder_.path("t"));
}

TEST_F(SweepPlanTest, ConstraintsLeaveConfigurationsOut) {
  const std::string axes =
      "[[axis]]\nkey = \"mmu.tlb_entries\"\nvalues = [4, 8]\n"
      "[[axis]]\nkey = \"mmu.tlb_ways\"\nvalues = [4, 8]\n";
  EXPECT_EQ(
      plan(axes + "[[constraint]]\nrequire = \"mmu.tlb_entries >= mmu.tlb_ways\"\n").runs.size(),
      3);
  // Without it one of them is impossible: 4 entries of 8 ways.
  EXPECT_EQ(error(axes).substr(0, 3), "6: ");
  EXPECT_EQ(error(axes + "[[constraint]]\nrequire = \"mmu.tlb_ways > 8\"\n"),
            "0: the constraints leave no configuration");
}

TEST_F(SweepPlanTest, MorePointsThanThereAreAreRefused) {
  EXPECT_EQ(
      error("sweep.sample = \"sobol\"\nsweep.points = 3\n" + kWalkers),
      "0: sweep.points: there are no more than 2 that differ and satisfy the constraints, and 3 "
      "are asked for");
  EXPECT_EQ(plan("sweep.sample = \"sobol\"\nsweep.points = 2\n" + kWalkers).runs.size(), 2);
}

TEST_F(SweepPlanTest, TracesAndPresetsAreAxesToo) {
  folder_.add_trace("u", 2);
  const SweepPlan sweep = plan(
      "[[axis]]\nkey = \"trace\"\nvalues = [\"t\", \"u\"]\n"
      "[[axis]]\nkey = \"preset\"\nvalues = [\"power8\", \"power9\"]\n");
  ASSERT_EQ(sweep.runs.size(), 4);
  EXPECT_NE(sweep.runs[3].config.find("/u\""), std::string::npos) << sweep.runs[3].config;
  EXPECT_NE(sweep.runs[3].config.find("period_ps = 300"), std::string::npos);
  EXPECT_EQ(error("[[axis]]\nkey = \"preset\"\nvalues = [\"power10\"]\n"),
            "3: unknown preset \"power10\"; the nearest is \"power7\"");
  EXPECT_EQ(error("[[axis]]\nkey = \"trace\"\nvalues = [\"v\"]\n"), "0: there is no such file");
}

TEST_F(SweepPlanTest, ARunIsKnownByAllThatItsResultsDependOn) {
  const std::set<std::string> first = ids(kWalkers);
  EXPECT_EQ(first.size(), 2);
  EXPECT_EQ(ids(kWalkers), first);
  EXPECT_EQ(ids("preset = \"power8\"\n" + kWalkers), first);  // the default
  EXPECT_EQ(ids("seed = 1\n" + kWalkers), first);
  const std::set<std::string> wider = ids("[[axis]]\nkey = \"mmu.walkers\"\nvalues = [1, 2, 3]\n");
  EXPECT_TRUE(std::ranges::includes(wider, first));
  for (const std::string& other : {"seed = 2\n" + kWalkers, "mmu.tlb_ways = 2\n" + kWalkers,
                                   "sweep.command = \"migrate\"\n" + kWalkers}) {
    const std::set<std::string> others = ids(other);
    EXPECT_TRUE(std::ranges::none_of(others, [&](const auto& id) { return first.contains(id); }))
        << other;
  }
  folder_.add_trace("t", 2);
  EXPECT_NE(ids(kWalkers), first);
  folder_.add_trace("t", 1);
  EXPECT_EQ(ids(kWalkers), first);
}

TEST_F(SweepPlanTest, WhatIsInAFileThatAParameterNamesIsPartOfTheRun) {
  std::ofstream(folder_.path("r")) << "10000000-1fffffff:64K\n";
  const std::string named = "guest.page_regions = \"" + folder_.out("r") + "\"\n" + kWalkers;
  const std::set<std::string> first = ids(named);
  EXPECT_EQ(ids(named), first);
  std::ofstream(folder_.path("r")) << "10000000-2fffffff:64K\n";
  EXPECT_NE(ids(named), first);
}

TEST_F(SweepPlanTest, ATraceThatHasMovedIsTheSame) {
  const std::set<std::string> first = ids(kWalkers);
  const SweepFolder moved;
  EXPECT_EQ(make_sweep_plan(read_sweep_file(moved.sweep(kWalkers)), {}).runs[0].id,
            plan(kWalkers).runs[0].id);
}

TEST_F(SweepPlanTest, HowTheTraceIsReadIsPartOfTheRun) {
  TraceReading reading;
  reading.output = ProgramOutput::kSkip;
  EXPECT_NE(plan(kWalkers, reading).runs[0].id, plan(kWalkers).runs[0].id);
}

TEST_F(SweepPlanTest, RunsThatDifferInTimeAloneShareAWarmState) {
  const std::string axes = kWalkers + "[[axis]]\nkey = \"mmu.tlb_entries\"\nvalues = [64, 128]\n";
  const SweepPlan sweep = plan("cpu.warmup_accesses = 100\n" + axes);
  // Walkers matter in time only, and a TLB's size to what is in it.
  ASSERT_EQ(sweep.runs.size(), 4);
  EXPECT_FALSE(sweep.runs[0].warm_state.empty());
  EXPECT_EQ(sweep.runs[0].warm_state, sweep.runs[2].warm_state);
  EXPECT_EQ(sweep.runs[1].warm_state, sweep.runs[3].warm_state);
  EXPECT_NE(sweep.runs[0].warm_state, sweep.runs[1].warm_state);
  EXPECT_EQ(plan(axes).runs[0].warm_state, "");
  EXPECT_EQ(
      plan("cpu.warmup_accesses = 100\nsweep.command = \"migrate\"\n" + axes).runs[0].warm_state,
      "");
}

TEST_F(SweepPlanTest, AWarmStateThatNobodyElseHasIsNotKept) {
  const SweepPlan sweep = plan(
      "cpu.warmup_accesses = 100\n[[axis]]\nkey = \"mmu.tlb_entries\"\n"
      "values = [64, 128]\n");
  EXPECT_EQ(sweep.runs[0].warm_state, "");
}

}  // namespace
}  // namespace htabsim
