// SPDX-License-Identifier: Apache-2.0
#pragma once

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

  /// Simulates; gives what each case gave, in order.
  const std::vector<std::optional<std::string>>& run();

 private:
  void run_all();

  const std::vector<ConformanceCase>& cases_;
  std::vector<std::optional<std::string>> failures_;
};

}  // namespace htabsim
