// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/isa/quantity.h"
#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// The core clock as SystemC sees it: a whole number of picoseconds per cycle. No process is woken
/// by it; it only converts.
///
/// Agents act on whole cycles; what they ask shared resources for takes effect in the middle of the
/// cycle (CycleQueue).
class Clock {
 public:
  explicit Clock(std::uint64_t period_ps)
      : period_ps_(period_ps), half_(sc_core::sc_time::from_value(period_ps / 2)) {}

  /// The cycle of the current time, rounded down.
  [[nodiscard]] Cycles now() const { return cycle_of(sc_core::sc_time_stamp()); }
  [[nodiscard]] Cycles cycle_of(const sc_core::sc_time& time) const {
    return Cycles(time.value() / period_ps_);
  }
  [[nodiscard]] sc_core::sc_time duration(Cycles cycles) const {
    return sc_core::sc_time::from_value(cycles.value() * period_ps_);
  }
  /// How long it is from the current time until the start of `cycle`, which must not have passed.
  [[nodiscard]] sc_core::sc_time until(Cycles cycle) const {
    return duration(cycle) - sc_core::sc_time_stamp();
  }
  /// From a whole cycle to the moment at which its requests take effect.
  [[nodiscard]] sc_core::sc_time half() const { return half_; }
  [[nodiscard]] std::uint64_t period_ps() const { return period_ps_; }

  /// The whole cycles of a span of time, rounded down.
  [[nodiscard]] Cycles microseconds(std::uint64_t us) const {
    return cycles_in_microseconds(us, period_ps_);
  }

  void wait_for(Cycles cycles) const {
    if (cycles != Cycles(0)) sc_core::wait(duration(cycles));
  }
  void wait_until(Cycles cycle) const {
    if (sc_core::sc_time_stamp() != duration(cycle)) sc_core::wait(until(cycle));
  }

 private:
  std::uint64_t period_ps_;
  sc_core::sc_time half_;
};

}  // namespace htabsim
