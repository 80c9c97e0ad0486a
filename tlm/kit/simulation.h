// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace htabsim {

/// Runs the simulation until nothing happens any more. Throws what a process has thrown: an
/// sc_core::sc_report that says what it was, but std::bad_alloc as itself.
void run_simulation();

}  // namespace htabsim
