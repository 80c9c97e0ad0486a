// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <span>

#include "htabsim/tlm/kit/cycle_queue.h"
#include "htabsim/tlm/kit/systemc.h"

namespace htabsim {

/// Lets threads act one after the other in the middle of a cycle, in order of their numbers.
class CycleTurns {
 public:
  CycleTurns(const char* name, const Clock& clock)
      : queue_(name, clock, [](auto turns, Cycles) { give(turns); }) {}

  /// Waits for the turn of thread `number` in this cycle. From a SystemC thread, on a whole cycle;
  /// what the caller does before it waits again is done in turn.
  void take(unsigned number) {
    while (given_.size() <= number) given_.emplace_back();
    queue_.ask({number, &given_[number]});
    sc_core::wait(given_[number]);
  }

 private:
  struct Turn {
    unsigned number = 0;
    sc_core::sc_event* given = nullptr;

    friend bool operator<(const Turn& a, const Turn& b) { return a.number < b.number; }
  };

  // A picosecond apart, so that one is over when the next begins.
  static void give(std::span<const Turn> turns) {
    std::uint64_t moment = 0;
    for (const Turn& turn : turns) turn.given->notify(sc_core::sc_time::from_value(moment++));
  }

  std::deque<sc_core::sc_event> given_;
  CycleQueue<Turn> queue_;
};

}  // namespace htabsim
