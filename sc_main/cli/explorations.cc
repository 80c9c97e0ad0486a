// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/explorations.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <utility>

#include "htabsim/model/explore/random_orders.h"
#include "sc_main/cli/exploration_progress.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kOrdersOfAnEstimate = 20;

/// What an exploration came to.
struct Outcome {
  Exploration exploration;
  std::exception_ptr thrown;
};

Outcome explore_one(const Scenario& scenario, ExplorerOptions options,
                    ExplorationProgress& progress) {
  Outcome outcome;
  try {
    if (progress.is_shown()) {
      const RandomOrdersOptions some{.runs = kOrdersOfAnEstimate, .rules = options.rules};
      const std::uint64_t longest = try_random_orders(scenario, some).longest;
      options.progress = [&scenario, &progress, longest](const SearchProgress& reached) {
        progress.note(scenario.name, reached, longest);
      };
    }
    outcome.exploration = explore(scenario, options);
  } catch (...) {
    outcome.thrown = std::current_exception();
  }
  progress.end(scenario.name, outcome.exploration.states);
  return outcome;
}

}  // namespace

std::vector<Exploration> explore_each(const std::vector<Scenario>& scenarios,
                                      const ExplorerOptions& options, unsigned jobs) {
  ExplorationProgress progress(scenarios.size());
  std::vector<Outcome> outcomes(scenarios.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < scenarios.size(); i = next++) {
      outcomes[i] = explore_one(scenarios[i], options, progress);
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t job = 1; job < std::min<std::size_t>(jobs, scenarios.size()); ++job) {
      others.emplace_back(work);
    }
    work();
  }
  std::vector<Exploration> explorations;
  for (Outcome& outcome : outcomes) {
    if (outcome.thrown) std::rethrow_exception(outcome.thrown);
    explorations.push_back(std::move(outcome.exploration));
  }
  return explorations;
}

}  // namespace htabsim
