// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "htabsim/model/trace/guest_event.h"

namespace htabsim {

/// What one processor of a captured guest did, one event a line of the recording, while the others
/// stood still.
struct RecordedTurn {
  std::uint32_t vcpu = 0;
  std::uint64_t line = 1;  ///< of the first event
  std::span<const GuestEvent> events;
};

/// What processors of a captured guest did, in the order of the recording.
class TurnSource {
 public:
  virtual ~TurnSource() = default;
  /// The next turn, or a part of a long one; without events at the end. Good until the next call.
  virtual RecordedTurn next_turn() = 0;
};

}  // namespace htabsim
