// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/recorded_order.h"

#include <algorithm>

namespace htabsim {

RecordedOrder::RecordedOrder(TurnSource& source) : source_(source), turn_(source.next_turn()) {
  pass_on();
}

void RecordedOrder::join(std::uint32_t vcpu, TurnListener& listener) {
  listeners_.resize(std::max(listeners_.size(), std::size_t{vcpu} + 1));
  listeners_[vcpu] = &listener;
}

bool RecordedOrder::goes_on() {
  turn_ = source_.next_turn();
  return !turn_.events.empty() && holder_ == turn_.vcpu;
}

void RecordedOrder::pass_on() {
  holder_.reset();
  if (!turn_.events.empty()) holder_ = turn_.vcpu;
}

void RecordedOrder::hand_over() {
  pass_on();
  if (holder_) return listeners_[*holder_]->turn_came();
  for (TurnListener* listener : listeners_) listener->turn_came();
}

}  // namespace htabsim
