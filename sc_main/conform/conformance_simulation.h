// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <vector>

#include "htabsim/tlm/kit/systemc.h"
#include "sc_main/conform/conformance_case.h"

namespace htabsim {

/// Runs conformance files in one simulation: each has machines of its own, made before, and one
/// thread works the files one after the other. One simulation a process.
class ConformanceSimulation : public sc_core::sc_module {
 public:
  ConformanceSimulation(const sc_core::sc_module_name& name,
                        const std::vector<ConformanceCase>& cases);

  /// Simulates; gives the outcome of each case, in order. The first case that throws an InputError
  /// ends the run, which throws it again.
  const std::vector<ConformanceOutcome>& run();

 private:
  void run_all();

  const std::vector<ConformanceCase>& cases_;
  std::vector<ConformanceOutcome> outcomes_;
  std::exception_ptr input_error_;
};

}  // namespace htabsim
