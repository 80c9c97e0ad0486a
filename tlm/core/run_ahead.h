// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "htabsim/tlm/kit/cycle_queue.h"
#include "htabsim/tlm/kit/sim.h"
#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// The second rule of time: the local time of a processor, which touches private state ahead of the
/// simulated time up to the horizon, before which nobody else can reach that state: the next
/// pending activity of the simulation plus the latency with which others reach it. What others send
/// lies in an inbox with its arrival, and limits how far the processor goes without a look there.
class RunAhead {
 public:
  explicit RunAhead(const Sim& sim) : clock_(sim.clock), stepping_(sim.stepping) {
    if (sim.timeline != nullptr) farthest_ = kFarthestWithTimeline;
  }

  [[nodiscard]] Cycles now() const { return local_; }
  void set(Cycles now) { local_ = now; }
  void advance(Cycles cycles) { local_ += cycles; }
  void catch_up() { local_ = std::max(local_, clock_.now()); }
  /// Has been at rest while others acted: catches up, and looks at them first.
  void rejoin() {
    catch_up();
    horizon_ = local_;
    deadline_ = local_;
  }
  /// How long it is until then, which must not be over.
  [[nodiscard]] sc_core::sc_time until(Cycles cycle) const { return clock_.until(cycle); }

  /// The horizon or an arrival has been reached: others must be looked at.
  [[nodiscard]] bool is_due() const { return local_ >= deadline_; }
  [[nodiscard]] bool is_at_horizon() const { return local_ >= horizon_; }
  /// Something arrives then.
  void limit(Cycles arrival) { deadline_ = std::min(deadline_, arrival); }
  /// The next arrival, of all that is known, is then.
  void set_next_arrival(Cycles arrival) { deadline_ = std::min(horizon_, arrival); }
  /// Others may reach private state sooner from now on: within a cycle.
  void shorten_horizon() { horizon_ = std::min(horizon_, local_ + Cycles(1)); }
  /// Others reach private state `latency` after their next action. From a SystemC thread.
  void move_horizon(Cycles latency);
  /// Nobody is looked at from now on.
  void ignore_others() { deadline_ = kNever; }
  /// Time begins.
  void restart();

  /// Lets the simulation catch up. From a SystemC thread.
  void synchronise() const { clock_.wait_until(local_); }
  /// change_between_cycles(), when the simulation has caught up; others are to be looked at then.
  template <class Change>
  void between_cycles(const Change& change) {
    synchronise();
    change_between_cycles(clock_, change);
    rejoin();
  }
  /// How far the local time is ahead.
  [[nodiscard]] sc_core::sc_time ahead() const { return clock_.until(local_); }
  /// Takes over the time of a callee that is `delay` ahead.
  void set_ahead(const sc_core::sc_time& delay) {
    local_ = clock_.cycle_of(sc_core::sc_time_stamp() + delay);
  }

 private:
  /// What is told to a timeline is kept until the simulation has caught up.
  static constexpr Cycles kFarthestWithTimeline{1'000'000};

  [[nodiscard]] Cycles next_activity() const;

  const Clock& clock_;
  Stepping stepping_;
  Cycles farthest_ = kNever;
  Cycles local_;
  Cycles horizon_;   // the local time that must not be reached without a look at the others
  Cycles deadline_;  // horizon or first arrival, whichever is sooner
};

}  // namespace htabsim
