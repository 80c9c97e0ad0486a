// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// Ends run_simulation() from outside of the simulation, which can go on. Until it is asked nothing
/// looks at it, so that it takes no time.
class SimulationStop final : public sc_core::sc_prim_channel {
 public:
  explicit SimulationStop(const char* name) : sc_core::sc_prim_channel(name) {}

  /// Before the next event. Any thread may ask.
  void request();
  [[nodiscard]] bool is_requested() const { return is_requested_; }

 private:
  void update() override { sc_core::sc_pause(); }

  std::atomic<bool> is_requested_ = false;
};

}  // namespace htabsim
