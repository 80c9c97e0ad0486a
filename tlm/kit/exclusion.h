// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/tlm/kit/cycle_queue.h"

namespace htabsim {

/// Work of any number of agents that one agent shuts out. Work begins and ends on whole cycles and
/// is shut out between two, so the kernel's order of processes decides nothing. For SystemC
/// threads.
class Exclusion {
 public:
  explicit Exclusion(const Clock& clock) : clock_(clock) {}
  Exclusion(const Exclusion&) = delete;
  Exclusion& operator=(const Exclusion&) = delete;

  /// Waits while work is shut out; takes no time if it is not.
  void begin_work() {
    while (shut_out_) sc_core::wait(admitted_);
    ++at_work_;
  }
  void end_work() {
    if (--at_work_ == 0) ended_.notify();
  }

  /// Returns when all work that had begun is over; none begins until admit(). By one agent at a
  /// time.
  void shut_out() {
    change_between_cycles(clock_, [this] { shut_out_ = true; });
    while (at_work_ != 0) sc_core::wait(ended_);
  }
  void admit() {
    shut_out_ = false;
    admitted_.notify();
  }

 private:
  const Clock& clock_;
  unsigned at_work_ = 0;
  bool shut_out_ = false;
  sc_core::sc_event ended_;
  sc_core::sc_event admitted_;
};

}  // namespace htabsim
