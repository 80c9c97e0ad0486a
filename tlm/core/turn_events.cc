// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/turn_events.h"

#include <utility>

namespace htabsim {

TurnEvents::TurnEvents(RecordedOrder& order, std::uint32_t vcpu, TimedThread& thread)
    : order_(order), vcpu_(vcpu), thread_(thread) {
  order_.join(vcpu, thread);
}

bool TurnEvents::ends_turn() { return std::exchange(taken_, false) && !order_.goes_on(); }

bool TurnEvents::has_turn() {
  if (ends_turn()) order_.pass_on();
  return may_go_on();
}

RecordedTurn TurnEvents::next_turn() {
  if (ends_turn()) {
    thread_.finish_walks();
    thread_.come_to_rest();
    thread_.sync();
    order_.hand_over();
  }
  thread_.rest_until([this] { return may_go_on(); });
  taken_ = order_.is_turn_of(vcpu_);
  return taken_ ? order_.turn() : RecordedTurn{};
}

}  // namespace htabsim
