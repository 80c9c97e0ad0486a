// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/run_ahead.h"

namespace htabsim {

Cycles RunAhead::next_activity() const {
  const Cycles next =
      clock_.cycle_of(sc_core::sc_time_stamp() +
                      sc_core::sc_time_to_pending_activity(sc_core::sc_get_curr_simcontext()));
  return farthest_ == kNever ? next : std::min(next, clock_.now() + farthest_);
}

void RunAhead::move_horizon(Cycles latency) {
  if (stepping_ == Stepping::kStepped) {
    synchronise();
    horizon_ = local_ + Cycles(1);
    return;
  }
  horizon_ = next_activity() + latency;
  if (local_ < horizon_) return;
  synchronise();
  horizon_ = next_activity() + latency;
}

void RunAhead::restart() {
  deadline_ = Cycles(0);
  local_ = Cycles(0);
}

}  // namespace htabsim
