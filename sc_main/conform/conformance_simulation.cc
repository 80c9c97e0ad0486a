// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/conformance_simulation.h"

#include "htabsim/tlm/kit/simulation.h"

namespace htabsim {

ConformanceSimulation::ConformanceSimulation(const sc_core::sc_module_name& name,
                                             const std::vector<ConformanceCase>& cases)
    : sc_module(name), cases_(cases) {
  sc_core::sc_spawn(
      [this] {
        for (const ConformanceCase& run_case : cases_) failures_.push_back(run_case());
      },
      "run_all");
}

const std::vector<std::optional<std::string>>& ConformanceSimulation::run() {
  run_simulation();
  return failures_;
}

}  // namespace htabsim
