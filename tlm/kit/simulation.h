// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// Runs the simulation until nothing happens any more. Throws what a process has thrown: an
/// sc_core::sc_report that says what it was, but std::bad_alloc as itself.
void run_simulation();

/// After a SimulationStop: goes on until `end` at most. Throws the same.
void go_on_until(const sc_core::sc_time& end);

}  // namespace htabsim
