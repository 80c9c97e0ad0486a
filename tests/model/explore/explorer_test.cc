// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/explorer.h"

#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

#include "htabsim/model/explore/exploring_port.h"
#include "htabsim/model/hpt/hpte_lock.h"

namespace htabsim {
namespace {

constexpr HpteIndex kA{1}, kB{3};
using Body = std::function<void(HptPort&)>;

struct AgentPlan {
  std::vector<HpteIndex> loads;
  std::vector<HpteIndex> stores;
  Body body;
};

constexpr ExplorationRules kRules;

/// Agents on one table of one PTEG. `at_end` is told of the table that each order leaves.
Scenario scenario_of(std::vector<AgentPlan> plans,
                     std::function<void(const HptImage&)> at_end = {}) {
  return {"test",
          "",
          [plans, at_end](World& world) {
            const World::TablePlan& table = world.add_table(1);
            const HptGeometry geometry = table.table.image.geometry();
            for (const AgentPlan& plan : plans) {
              world.add_agent("agent", {table.number, plan.loads, plan.stores},
                              [body = plan.body, geometry](AgentRun& run) {
                                ExploringPort port(run, geometry, ExploringPort::Role::kProcessor,
                                                   kRules);
                                body(port);
                              });
            }
            if (!at_end) return;
            world.add_agent("end", {}, [at_end](AgentRun& run) {
              run.rest();
              run.effect([at_end](WorldState& state) { at_end(state.tables[0].image); });
            });
          },
          {}};
}

Body two_stores(HpteIndex index, std::uint64_t value) {
  return [index, value](HptPort& port) {
    port.store(index, HpteDword::k1, value);
    port.store(index, HpteDword::k1, value + 1);
  };
}

Exploration explore_with(const Scenario& scenario, World::Reduction reduction) {
  ExplorerOptions options;
  options.reduction = reduction;
  return explore(scenario, options);
}

TEST(ExplorerTest, TwoStoresEachOnTheirOwnEntryAreAGridOfNineStates) {
  const Scenario scenario =
      scenario_of({{{}, {kA}, two_stores(kA, 10)}, {{}, {kB}, two_stores(kB, 20)}});
  const Exploration all = explore_with(scenario, World::Reduction::kOff);
  EXPECT_FALSE(all.violation);
  // Each agent has done 0, 1 or 2: 3 x 3 states; 2 x 3 steps of each agent lead from one to the
  // next; C(4, 2) ways through.
  EXPECT_EQ(all.states, 9);
  EXPECT_EQ(all.transitions, 12);
  EXPECT_EQ(all.schedules, 6);
  EXPECT_EQ(all.longest, 4);
}

TEST(ExplorerTest, ReductionLeavesOneOrderOfIndependentOperations) {
  const Scenario scenario =
      scenario_of({{{}, {kA}, two_stores(kA, 10)}, {{}, {kB}, two_stores(kB, 20)}});
  const Exploration reduced = explore_with(scenario, World::Reduction::kOn);
  EXPECT_EQ(reduced.states, 1);
  EXPECT_EQ(reduced.schedules, 1);
  EXPECT_EQ(reduced.longest, 0);
}

TEST(ExplorerTest, TwoStoresEachOnOneEntryAreThirteenStates) {
  const Scenario scenario =
      scenario_of({{{}, {kA}, two_stores(kA, 10)}, {{}, {kA}, two_stores(kA, 20)}});
  const Exploration all = explore_with(scenario, World::Reduction::kOff);
  // The grid; where both have stored, either may have been last: 5 + 2 x 4. Of the steps 2 lead on
  // from the corner, 2 + 1 from each edge, and (2 + 1 + 1 + 0) x 2 from the rest.
  EXPECT_EQ(all.states, 13);
  EXPECT_EQ(all.transitions, 2 + 2 * 3 + 2 * 4);
  EXPECT_EQ(all.schedules, 6);
  EXPECT_EQ(all.longest, 4);
}

TEST(ExplorerTest, ReductionKeepsEveryOrderOfDependentOperations) {
  const Scenario scenario =
      scenario_of({{{}, {kA}, two_stores(kA, 10)}, {{}, {kA}, two_stores(kA, 20)}});
  const Exploration reduced = explore_with(scenario, World::Reduction::kOn);
  // Once one agent is done the other's stores are its own affair: what is left are the states in
  // which both have something to do, 1 + 1 + 1 + 2, and an end for each last store.
  EXPECT_EQ(reduced.states, 5 + 2);
  EXPECT_EQ(reduced.schedules, 6);
  EXPECT_EQ(reduced.longest, 3);
}

// Of AABB, BBAA none waits; in ABBA and BAAB one does once; in ABAB and BABA each does.
TEST(ExplorerTest, PreemptionsAreWaitsOfWhoCouldGoOn) {
  const Scenario scenario =
      scenario_of({{{}, {kA}, two_stores(kA, 10)}, {{}, {kA}, two_stores(kA, 20)}});
  ExplorerOptions options;
  options.reduction = World::Reduction::kOff;
  const auto schedules = [&](std::uint8_t most) {
    options.preemptions = most;
    return explore(scenario, options).schedules;
  };
  EXPECT_EQ(schedules(0), 2);
  EXPECT_EQ(schedules(1), 4);
  EXPECT_EQ(schedules(2), 6);
  EXPECT_EQ(schedules(3), 6);
}

/// The same agents, or those that nobody tells apart.
Scenario with_symmetry(Scenario scenario, std::vector<unsigned> agents) {
  scenario.set_up = [set_up = scenario.set_up, agents](World& world) {
    set_up(world);
    world.add_symmetry(agents);
  };
  return scenario;
}

TEST(ExplorerTest, AgentsOfTheSameCodeThatChangePlacesAreOneState) {
  const AgentPlan plan = {{}, {kA}, two_stores(kA, 10)};
  const Exploration apart = explore(scenario_of({plan, plan}), {});
  const Exploration one = explore(with_symmetry(scenario_of({plan, plan}), {0, 1}), {});
  // Stores done: 00, 10, 01, 11, and the end; 10 and 01 are one.
  EXPECT_EQ(apart.states, 5);
  EXPECT_EQ(one.states, 4);
  EXPECT_EQ(one.schedules, apart.schedules);
  EXPECT_EQ(one.schedules, 6);
  EXPECT_EQ(one.longest, 3);
}

// Three at k of 3 places each, of which there are 3 x 3 x 3 with names, and C(5, 3) without.
TEST(ExplorerTest, ThreeAgentsOfTheSameCodeAreAMultiset) {
  const Body two_loads = [](HptPort& port) {
    port.load_guest_r(kA);
    port.load_guest_r(kA);
  };
  const AgentPlan plan = {{kA}, {}, two_loads};
  const AgentPlan other = {{}, {kA}, [](HptPort& port) { port.store_guest_r(kA, 0); }};
  const std::vector<AgentPlan> plans = {plan, plan, plan, other};
  const Exploration apart = explore(scenario_of(plans), {});
  const Exploration one = explore(with_symmetry(scenario_of(plans), {0, 1, 2}), {});
  EXPECT_EQ(one.schedules, apart.schedules);
  EXPECT_EQ(one.longest, apart.longest);
  // Once the store is done, or all loads are, the rest follows at once: that is the end.
  EXPECT_EQ(apart.states, 27);
  EXPECT_EQ(one.states, 10);
}

TEST(ExplorerTest, WhatFollowsTheRestIsDoneInAllOrdersOfAgentsOfTheSameCode) {
  std::set<std::uint64_t> left;
  const Scenario scenario = {
      "test",
      "",
      [&left](World& world) {
        const World::TablePlan& table = world.add_table(1);
        const HptGeometry geometry = table.table.image.geometry();
        const auto code = [geometry](AgentRun& run) {
          ExploringPort port(run, geometry, ExploringPort::Role::kProcessor, kRules);
          const std::uint64_t before = port.load_guest_r(kA);
          port.store_guest_r(kA, before + 1);
          run.rest();
          port.store_guest_r(kA, 3 * port.load_guest_r(kA) + before);
        };
        world.add_agent("one", {table.number, {kA}, {kA}}, code);
        world.add_agent("other", {table.number, {kA}, {kA}}, code);
        world.add_agent("end", {}, [&left](AgentRun& run) {
          run.rest();
          run.effect(
              [&left](WorldState& state) { left.insert(state.tables[0].image.guest_r(kA)); });
        });
      },
      {}};
  explore(scenario, {});
  // One after the other, 2, and then (3 x 2 + 0) x 3 + 1 or (3 x 2 + 1) x 3 + 0; both at once, 1.
  EXPECT_EQ(left, (std::set<std::uint64_t>{19, 21, 9}));
  left.clear();
  explore(with_symmetry(scenario, {0, 1}), {});
  EXPECT_EQ(left, (std::set<std::uint64_t>{19, 21, 9}));
}

TEST(ExplorerTest, LoadsOfOneEntryAreIndependent) {
  const Body load = [](HptPort& port) { port.load_guest_r(kA); };
  const Scenario scenario = scenario_of({{{kA}, {}, load}, {{kA}, {}, load}});
  EXPECT_EQ(explore_with(scenario, World::Reduction::kOn).states, 1);
  EXPECT_EQ(explore_with(scenario, World::Reduction::kOff).schedules, 2);
}

void increment(HptPort& port) { port.store_guest_r(kA, port.load_guest_r(kA) + 1); }

std::set<std::uint64_t> sums(const Body& body, World::Reduction reduction) {
  std::set<std::uint64_t> sums;
  const AgentPlan plan = {{kA}, {kA}, body};
  const Scenario scenario =
      scenario_of({plan, plan}, [&sums](const HptImage& image) { sums.insert(image.guest_r(kA)); });
  EXPECT_FALSE(explore_with(scenario, reduction).violation);
  return sums;
}

TEST(ExplorerTest, IncrementsWithoutALockLoseOneInSomeOrderAndWithItInNone) {
  const Body locked = [](HptPort& port) {
    const std::uint64_t dword0 = lock_hpte(port, kA);
    increment(port);
    unlock_hpte(port, kA, dword0);
  };
  for (const auto reduction : {World::Reduction::kOff, World::Reduction::kOn}) {
    EXPECT_EQ(sums(increment, reduction), (std::set<std::uint64_t>{1, 2}));
    EXPECT_EQ(sums(locked, reduction), (std::set<std::uint64_t>{2}));
  }
}

TEST(ExplorerTest, LocksTakenInOppositeOrdersAreADeadlockAfterSixSteps) {
  const auto both = [](HpteIndex first, HpteIndex second) {
    return [first, second](HptPort& port) {
      const std::uint64_t outer = lock_hpte(port, first);
      const std::uint64_t inner = lock_hpte(port, second);
      unlock_hpte(port, second, inner);
      unlock_hpte(port, first, outer);
    };
  };
  const Scenario scenario =
      scenario_of({{{kA, kB}, {kA, kB}, both(kA, kB)}, {{kA, kB}, {kA, kB}, both(kB, kA)}});
  const Exploration result = explore_with(scenario, World::Reduction::kOn);
  ASSERT_TRUE(result.violation);
  EXPECT_FALSE(result.violation->promise);
  // Each loads and takes its first lock, and loads the other's.
  EXPECT_EQ(result.violation->steps(), 2 * (2 + 1));
}

TEST(ExplorerTest, CodeIsRunOnceForEachPlaceThatItComesTo) {
  unsigned runs = 0;
  const Body counted = [&runs](HptPort& port) {
    ++runs;
    two_stores(kA, 10)(port);
  };
  const Scenario scenario = scenario_of({{{}, {kA}, counted}, {{}, {kA}, two_stores(kA, 20)}});
  const Exploration all = explore_with(scenario, World::Reduction::kOff);
  EXPECT_EQ(all.transitions, 2 + 2 * 3 + 2 * 4);  // as above
  EXPECT_EQ(runs, 3);                             // to its first store, its second, and its end
}

TEST(ExplorerTest, TlbieAmidATryForALockStaysWithTheProcessor) {
  // Agent 0 holds the lock and invalidates; the other one tries for the lock meanwhile. With each
  // tlbie that it has seen the second one is at another place, and every order ends.
  const Body invalidates = [](HptPort& port) {
    const std::uint64_t dword0 = lock_hpte(port, kA);
    port.tlbie(TlbieRb{0x1000});
    port.tlbsync();
    unlock_hpte(port, kA, dword0);
  };
  std::set<std::size_t> seen;
  const Scenario scenario = {
      "test",
      "",
      [&](World& world) {
        const World::TablePlan& table = world.add_table(1);
        const HptGeometry geometry = table.table.image.geometry();
        const AgentReach reach = {table.number, {kA}, {kA}};
        world.add_agent("invalidates", reach, [=](AgentRun& run) {
          ExploringPort port(run, geometry, ExploringPort::Role::kProcessor, kRules);
          invalidates(port);
        });
        world.add_processor();
        world.add_agent("tries", reach, [&seen, geometry](AgentRun& run) {
          std::size_t tlbies = 0;
          run.on_invalidation([&tlbies](TlbieRb) { ++tlbies; });
          ExploringPort port(run, geometry, ExploringPort::Role::kProcessor, kRules);
          unlock_hpte(port, kA, lock_hpte(port, kA));
          run.effect([&seen, tlbies](WorldState&) { seen.insert(tlbies); });
        });
      },
      {}};
  EXPECT_FALSE(explore_with(scenario, World::Reduction::kOff).violation);
  // It is done before the tlbie is made, or has seen it when it gets the lock: tlbsync waits for
  // it.
  EXPECT_EQ(seen, (std::set<std::size_t>{0, 1}));
}

TEST(ExplorerTest, AgentMustKeepToWhatItWasToTouch) {
  const Scenario scenario = scenario_of({{{kA}, {kA}, two_stores(kB, 1)}});
  EXPECT_THROW(explore_with(scenario, World::Reduction::kOn), std::logic_error);
  const Scenario loads_only = scenario_of({{{kA}, {}, two_stores(kA, 1)}});
  EXPECT_THROW(explore_with(loads_only, World::Reduction::kOn), std::logic_error);
}

}  // namespace
}  // namespace htabsim
