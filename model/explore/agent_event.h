// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/explore/pending_operation.h"

namespace htabsim {

/// What an agent has learned in one step, and with it all that decides what it does next.
struct AgentEvent {
  enum class Kind : std::uint8_t {
    kReturned,     ///< its operation, or it has begun
    kInvalidated,  ///< a tlbie has reached its processor; observed is RB
  };
  Kind kind = Kind::kReturned;
  PartitionId partition = 0;  ///< as the operation has found it
  Observed observed = {};
};

}  // namespace htabsim
