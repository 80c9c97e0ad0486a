// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include <systemc>

#include "sc_main/conform/vec_session.h"
#include "sc_main/conform/vec_timed_machine.h"

namespace htabsim {

/// Runs `.vec` files in one simulation: each has a machine of its own, and one thread works them
/// one after the other. One simulation a process.
class VecSimulation : public sc_core::sc_module {
 public:
  using Outcome = std::optional<VecFailure>;

  VecSimulation(const sc_core::sc_module_name& name, const std::vector<VecScript>& scripts,
                VecCaching caching, const Config& config);

  /// Simulates; gives the outcome of each file, in order.
  const std::vector<Outcome>& run();

 private:
  void run_all();

  const std::vector<VecScript>& scripts_;
  VecCaching caching_;
  Clock clock_;
  std::deque<VecTimedMachine> machines_;
  std::vector<Outcome> outcomes_;
};

}  // namespace htabsim
