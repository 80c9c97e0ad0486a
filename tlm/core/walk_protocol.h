// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/mmu/table_walk.h"
#include "htabsim/tlm/kit/call.h"

namespace htabsim {

/// A request from a load/store or fetch side to its core's walkers; the generic payload carries no
/// data.
struct WalkExtension : CallExtension<WalkExtension> {
  WalkRequest request;
  WalkResult result;
  Cycles began;   ///< when the walk that gave the result began
  Cycles walked;  ///< how long it took; 0 if it was another request's
};

/// The protocol of Walkers: the generic payload with WalkExtension mandatory and TLM_IGNORE_COMMAND
/// as command.
struct WalkProtocol : tlm::tlm_base_protocol_types {};

}  // namespace htabsim
