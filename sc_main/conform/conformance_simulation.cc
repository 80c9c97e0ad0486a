// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/conformance_simulation.h"

#include "htabsim/model/base/input_error.h"

namespace htabsim {

ConformanceSimulation::ConformanceSimulation(const sc_core::sc_module_name& name,
                                             const std::vector<ConformanceCase>& cases)
    : sc_module(name), cases_(cases) {
  sc_core::sc_spawn([this] { run_all(); }, "run_all");
}

const std::vector<ConformanceOutcome>& ConformanceSimulation::run() {
  sc_core::sc_start();
  if (input_error_) std::rethrow_exception(input_error_);
  return outcomes_;
}

// The kernel would turn an exception that leaves a thread into a report of its own.
void ConformanceSimulation::run_all() {
  try {
    for (const ConformanceCase& run_case : cases_) outcomes_.push_back(run_case());
  } catch (const InputError&) {
    input_error_ = std::current_exception();
  }
}

}  // namespace htabsim
