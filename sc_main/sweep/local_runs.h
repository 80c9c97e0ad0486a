// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "sc_main/sweep/started_run.h"

namespace htabsim {

/// What has become of the configurations that were asked for.
struct RunTally {
  std::size_t there = 0;   ///< were finished already, or are now by someone else
  std::size_t done = 0;    ///< were run, and are finished
  std::size_t failed = 0;  ///< were run, and have no results
  std::size_t total = 0;   ///< with those whose turn has not come

  [[nodiscard]] std::size_t settled() const { return there + done + failed; }
};

/// Runs configurations in processes of this machine.
class LocalRuns {
 public:
  using OnProgress = std::function<void(const RunTally&)>;
  using IsInterrupted = std::function<bool()>;

  /// `numbers`: of the plan's configurations, those to be run; `at_a_time`: processes.
  LocalRuns(const SweepWork& work, std::span<const std::size_t> numbers, std::size_t at_a_time);

  /// Runs those that are not finished, and waits for those that others are at work on; one whose
  /// process was killed is tried once more. Ends early, with its processes, if `is_interrupted`.
  RunTally run(const IsInterrupted& is_interrupted, const OnProgress& on_progress);

 private:
  void start_some();
  void wait_for_one() const;
  void settle();
  void settle(std::size_t number, RunOutcome outcome);

  const SweepWork& work_;
  std::size_t at_a_time_;
  std::deque<std::size_t> waiting_;
  std::vector<std::unique_ptr<StartedRun>> running_;
  std::map<std::size_t, unsigned> times_killed_;
  RunTally tally_;
};

}  // namespace htabsim
