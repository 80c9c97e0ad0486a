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
#include "htabsim/model/explore/search_record.h"

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
  /// Where the search stood when it was interrupted; there are no schedules then.
  std::optional<SearchRecord> interrupted;
};

/// How far a search is.
struct SearchProgress {
  std::uint64_t states = 0;
  std::uint64_t waiting = 0;  ///< of them, whose orders have not been followed yet
  std::uint64_t steps = 0;    ///< of the orders that are followed now, the longest so far
};

struct ExplorerOptions {
  ExplorationRules rules = {};
  World::Reduction reduction = World::Reduction::kOn;
  /// How often an agent that could go on may have to wait for another, at most; nothing: any number
  /// of times.
  std::optional<std::uint8_t> preemptions = {};
  /// Is called from time to time.
  std::function<void(const SearchProgress&)> progress = {};
  /// Ends the search once it says so, as it must from then on.
  std::function<bool()> is_interrupted = {};
  /// A search of the same scenario, under the same rules, to go on with; null: none. UsageError if
  /// it is of another one.
  const SearchRecord* from = nullptr;
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
