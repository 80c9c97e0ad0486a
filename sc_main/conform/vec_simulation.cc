// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_simulation.h"

#include <fmt/format.h>

namespace htabsim {

VecSimulation::VecSimulation(const sc_core::sc_module_name& name,
                             const std::vector<VecScript>& scripts, VecCaching caching,
                             const Config& config)
    : sc_module(name), scripts_(scripts), caching_(caching), clock_(config.clock.period_ps) {
  SC_HAS_PROCESS(VecSimulation);
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    machines_.emplace_back(fmt::format("machine{}", i).c_str(), scripts[i].config, clock_, config);
  }
  SC_THREAD(run_all);
}

const std::vector<VecSimulation::Outcome>& VecSimulation::run() {
  sc_core::sc_start();
  return outcomes_;
}

void VecSimulation::run_all() {
  for (std::size_t i = 0; i < scripts_.size(); ++i) {
    outcomes_.push_back(VecSession(scripts_[i], machines_[i], caching_).run());
  }
}

}  // namespace htabsim
