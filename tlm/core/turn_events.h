// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/guest/recorded_order.h"
#include "htabsim/model/guest/turn_source.h"
#include "htabsim/tlm/core/timed_thread.h"

namespace htabsim {

/// What a processor does in its turns of a recorded order. It stands still in those of others, and
/// ends its own when all it has done is over, and visible to the others.
class TurnEvents {
 public:
  TurnEvents(RecordedOrder& order, std::uint32_t vcpu, TimedThread& thread);

  /// Waits for the processor's next turn; without events if there is none, or if the processor is
  /// to stop. From a SystemC thread, or before time begins if has_turn().
  RecordedTurn next_turn();

  // Before time begins:

  /// Whether the next event is this processor's. All before it have been begun.
  bool has_turn();
  [[nodiscard]] bool warm_up_over() const { return order_.warm_up_over(); }
  void end_warm_up() { order_.end_warm_up(); }

 private:
  bool ends_turn();
  /// The processor need not wait for another.
  [[nodiscard]] bool may_go_on() const { return order_.is_turn_of(vcpu_) || order_.over(); }

  RecordedOrder& order_;
  std::uint32_t vcpu_;
  TimedThread& thread_;
  bool taken_ = false;  // what there is in this turn
};

}  // namespace htabsim
