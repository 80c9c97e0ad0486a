// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <set>

#include <boost/mpi/communicator.hpp>

#include "sc_main/sweep/local_runs.h"

namespace htabsim {

/// Hands the configurations of a sweep out to the other ranks, one at a time.
class MpiRuns {
 public:
  MpiRuns(const SweepWork& work, const boost::mpi::communicator& world);

  /// Until all are settled. std::runtime_error if no rank is left to run them.
  RunTally run();
  /// Whether a rank was lost: MPI cannot end as it should then.
  [[nodiscard]] bool has_lost_ranks() const { return !lost_.empty(); }

 private:
  using Clock = std::chrono::steady_clock;

  struct HandedOut {
    std::size_t number = 0;
    Clock::time_point last_seen;  ///< when someone was at work on it
  };

  void take_news();
  void hand_out();
  void look_for_lost();
  void end_ranks();

  const SweepWork& work_;
  const boost::mpi::communicator& world_;
  std::deque<std::size_t> waiting_;
  std::map<int, HandedOut> handed_out_;  ///< by rank
  std::set<int> idle_;
  std::set<int> lost_;
  std::set<std::size_t> settled_;
  RunTally tally_;
};

/// What the other ranks do until there is no more.
void run_handed_out(const SweepWork& work, const boost::mpi::communicator& world);

}  // namespace htabsim
