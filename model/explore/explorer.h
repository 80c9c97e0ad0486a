// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>

#include "htabsim/model/explore/scenario.h"

namespace htabsim {

/// The shortest order of operations that broke something, and what it broke.
struct ExploredViolation {
  std::optional<BrokenPromise> promise;  ///< nothing: a deadlock
  std::vector<World::Step> schedule;
  std::string choices;  ///< for replay()

  /// The choices of the schedule.
  [[nodiscard]] std::size_t steps() const;
};

struct Exploration {
  std::uint64_t states = 0;  ///< that differ in the table, in what agents have seen or in a verdict
  std::uint64_t transitions = 0;
  boost::multiprecision::cpp_int schedules;  ///< complete orders that these states stand for
  std::uint64_t longest = 0;                 ///< steps of the longest one
  std::optional<ExploredViolation> violation;
};

struct ExplorerOptions {
  ExplorationRules rules = {};
  World::Reduction reduction = World::Reduction::kOn;
  /// How often an agent that could go on may have to wait for another, at most; nothing: any number
  /// of times.
  std::optional<std::uint8_t> preemptions = {};
  /// Is called from time to time with the number of states, and of those whose orders have not been
  /// followed yet.
  std::function<void(std::uint64_t states, std::uint64_t waiting)> progress;
};

/// Goes through all orders of the operations of a scenario's agents, shortest first, and ends at
/// the first that breaks a promise. Of orders that lead to the same state only one is continued.
Exploration explore(const Scenario& scenario, const ExplorerOptions& options);

/// The choices as a violation names them.
std::string text_of(const std::vector<World::Choice>& choices);

/// One order, as far as it goes.
struct Replayed {
  std::vector<World::Step> steps;
  World::Standing standing;
};

/// Does the choices that a violation names, a character each. UsageError, with the choices that
/// there are, where one cannot be made.
Replayed replay(const Scenario& scenario, const ExplorerOptions& options, std::string_view choices);

}  // namespace htabsim
