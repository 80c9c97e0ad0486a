// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm>

#include "htabsim/model/isa/tlbie.h"
#include "htabsim/tlm/kit/call.h"
#include "htabsim/tlm/memory/initiator.h"

namespace htabsim {

/// A transaction to the invalidation fabric; the generic payload carries no data.
struct TlbieExtension : CallExtension<TlbieExtension> {
  enum class Command : std::uint8_t {
    kTlbie,    ///< broadcast `rb`; answered when the instruction has been accepted
    kTlbsync,  ///< answered when all earlier tlbies of the initiator are complete everywhere
  };

  InitiatorId initiator{};
  Command command = Command::kTlbie;
  TlbieRb rb;
  Lpid lpid{};  ///< RS: whose translations
};

/// The protocol of TlbieFabric's masters: the generic payload with TlbieExtension mandatory and
/// TLM_IGNORE_COMMAND as command.
struct TlbieProtocol : tlm::tlm_base_protocol_types {};

/// What the fabric tells whatever caches translations; the generic payload carries no data.
struct SnoopExtension : CallExtension<SnoopExtension> {
  enum class Command : std::uint8_t {
    kInvalidate,  ///< `target` goes at `arrival`, in the future; answered at once
    kDrain,       ///< answered when every lookup that began before `arrival`, which is over, has
                  ///< ended, R and C stored (facts H7)
  };

  Command command = Command::kInvalidate;
  Cycles arrival;
  TlbieTarget target;
};

/// The protocol between TlbieFabric and the caches of translations: the generic payload with
/// SnoopExtension mandatory and TLM_IGNORE_COMMAND as command.
struct SnoopProtocol : tlm::tlm_base_protocol_types {};

}  // namespace htabsim
