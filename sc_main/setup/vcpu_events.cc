// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/vcpu_events.h"

#include <utility>

namespace htabsim {

VcpuEvents::VcpuEvents(TurnSource& turns, std::size_t vcpus) : turns_(turns) {
  for (std::uint32_t vcpu = 0; vcpu < vcpus; ++vcpu) vcpus_.emplace_back(*this, vcpu);
}

// What is read for one processor is kept from what is read later for another.
RecordedTurn VcpuEvents::Vcpu::next_turn() {
  while (kept_.empty()) {
    const RecordedTurn turn = all_.turns_.next_turn();
    if (turn.events.empty() || all_.vcpus_.size() == 1) return turn;
    all_.vcpus_[turn.vcpu].kept_.push_back({turn.line, {turn.events.begin(), turn.events.end()}});
  }
  given_ = std::move(kept_.front());
  kept_.pop_front();
  return {number_, given_.line, given_.events};
}

}  // namespace htabsim
