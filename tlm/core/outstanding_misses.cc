// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/outstanding_misses.h"

#include <algorithm>
#include <cassert>
#include <string>

namespace htabsim {

OutstandingMisses::Slot::Slot(const sc_core::sc_module_name& name, OutstandingMisses& all)
    : sc_module(name), misses(all), socket("socket") {
  SC_HAS_PROCESS(Slot);
  payload.set_extension(&miss.walk);
  SC_THREAD(run);
}

OutstandingMisses::Slot::~Slot() { payload.clear_extension(&miss.walk); }

OutstandingMisses::OutstandingMisses(const sc_core::sc_module_name& name, Walkers& unit,
                                     std::size_t first, std::size_t count, const Clock& clock,
                                     MissListener& listener)
    : sc_module(name), clock_(clock), listener_(listener) {
  for (std::size_t i = 0; i < count; ++i) {
    Slot& slot = slots_.emplace_back(("slot" + std::to_string(i)).c_str(), *this);
    slot.socket.bind(unit.socket(first + i));
  }
}

bool OutstandingMisses::any(State state) const {
  return std::ranges::any_of(slots_,
                             [state](const Slot& slot) { return slot.miss.state == state; });
}

std::size_t OutstandingMisses::begin(const Access& access, const WalkRequest& request, Cycles at) {
  const auto slot = std::ranges::find_if(
      slots_, [](const Slot& candidate) { return candidate.miss.state == State::kFree; });
  assert(slot != slots_.end());
  ++taken_;
  Miss& miss = slot->miss;
  miss.state = State::kWalks;
  miss.number = counters.begun++;
  miss.access = access;
  miss.walk.request = request;
  miss.asked = at;
  slot->begun.notify(clock_.until(at));
  return static_cast<std::size_t>(slot - slots_.begin());
}

void OutstandingMisses::Slot::run() {
  for (;;) {
    wait(begun);
    sc_core::sc_time delay;
    socket->b_transport(payload, delay);
    if (delay != sc_core::SC_ZERO_TIME) wait(delay);
    miss.state = State::kEnded;
    miss.arrival = misses.clock_.now() + Cycles(1);
    misses.listener_.miss_ended(miss.arrival);
    misses.ended_.notify(sc_core::SC_ZERO_TIME);
  }
}

std::size_t OutstandingMisses::first_arrived(Cycles now) const {
  std::size_t first = slots_.size();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Miss& miss = slots_[i].miss;
    if (miss.state != State::kEnded || miss.arrival > now) continue;
    if (first == slots_.size() || miss.arrival < slots_[first].miss.arrival) first = i;
  }
  return first;
}

std::size_t OutstandingMisses::first_refused() const {
  std::size_t first = slots_.size();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Miss& miss = slots_[i].miss;
    if (miss.state != State::kRefused) continue;
    if (first == slots_.size() || miss.number < slots_[first].miss.number) first = i;
  }
  return first;
}

void OutstandingMisses::free(std::size_t slot) {
  slots_[slot].miss.state = State::kFree;
  --taken_;
}

Cycles OutstandingMisses::next_arrival() const {
  Cycles next{~std::uint64_t{0}};
  for (const Slot& slot : slots_) {
    if (slot.miss.state == State::kEnded) next = std::min(next, slot.miss.arrival);
  }
  return next;
}

}  // namespace htabsim
