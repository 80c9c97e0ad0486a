// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/outstanding_misses.h"

#include <algorithm>
#include <cassert>
#include <string>

namespace htabsim {

OutstandingMisses::OutstandingMisses(const sc_core::sc_module_name& name, const Sim& sim,
                                     std::size_t count, MissListener& listener)
    : Part(name, sim), walks("walks", count), listener_(listener) {
  for (std::size_t slot = 0; slot < count; ++slot) {
    slots_.emplace_back();
    run_thread(("walk" + std::to_string(slot)).c_str(), [this, slot] { do_walks(slot); });
  }
}

OutstandingMisses::~OutstandingMisses() = default;

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
  slot->begun.notify(clock().until(at));
  return static_cast<std::size_t>(slot - slots_.begin());
}

void OutstandingMisses::do_walks(std::size_t slot) {
  Miss& miss = slots_[slot].miss;
  Call<WalkExtension> walk;
  for (;;) {
    wait(slots_[slot].begun);
    walk->request = miss.walk.request;
    walk.complete(walks[slot]);
    miss.walk = *walk;
    miss.state = State::kEnded;
    miss.arrival = clock().now() + Cycles(1);
    listener_.miss_ended(miss.arrival);
    ended_.notify(sc_core::SC_ZERO_TIME);
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
