// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>

#include "htabsim/tlm/kit/cycle_queue.h"
#include "htabsim/tlm/kit/sim.h"
#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// The time of an agent that may be ahead of the simulation's, but never beyond its next pending
/// activity: until then nobody else acts, so what the agent reads and writes on the way is what it
/// would have read and written in step.
class LocalTime {
 public:
  explicit LocalTime(const Sim& sim) : clock_(sim.clock), stepping_(sim.stepping) {}

  [[nodiscard]] Cycles now() const { return clock_.cycle_of(sc_core::sc_time_stamp() + ahead_); }
  [[nodiscard]] const sc_core::sc_time& ahead() const { return ahead_; }

  /// Takes over the time of a caller that is `delay` ahead.
  void begin(const sc_core::sc_time& delay) {
    ahead_ = delay;
    keep_behind_others();
  }
  /// Hands the time back to the caller.
  sc_core::sc_time end() { return std::exchange(ahead_, sc_core::SC_ZERO_TIME); }

  void advance(Cycles cycles) {
    ahead_ += clock_.duration(cycles);
    keep_behind_others();
  }
  /// `ahead` as a callee left it.
  void advance_to(const sc_core::sc_time& ahead) {
    ahead_ = ahead;
    keep_behind_others();
  }
  /// Lets the simulation catch up.
  void synchronise() {
    if (ahead_ == sc_core::SC_ZERO_TIME) return;
    sc_core::wait(std::exchange(ahead_, sc_core::SC_ZERO_TIME));
  }
  /// change_between_cycles(), when the simulation has caught up.
  void between_cycles(const std::function<void()>& change) {
    synchronise();
    change_between_cycles(clock_, change);
  }

 private:
  void keep_behind_others() {
    if (ahead_ == sc_core::SC_ZERO_TIME) return;
    if (stepping_ == Stepping::kStepped || next_activity() <= ahead_) synchronise();
  }
  static sc_core::sc_time next_activity() {
    return sc_core::sc_time_to_pending_activity(sc_core::sc_get_curr_simcontext());
  }

  const Clock& clock_;
  Stepping stepping_;
  sc_core::sc_time ahead_;
};

}  // namespace htabsim
