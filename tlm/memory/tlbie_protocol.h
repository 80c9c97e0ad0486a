// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm>

#include "htabsim/model/isa/tlbie.h"
#include "htabsim/tlm/memory/hpt_protocol.h"

namespace htabsim {

/// A transaction to the invalidation fabric; the generic payload carries no data.
struct TlbieExtension : tlm::tlm_extension<TlbieExtension> {
  enum class Command : std::uint8_t {
    kTlbie,    ///< broadcast `rb`; answered when the instruction has been accepted
    kTlbsync,  ///< answered when all earlier tlbies of the initiator are complete everywhere
  };

  InitiatorId initiator{};
  Command command = Command::kTlbie;
  TlbieRb rb;

  [[nodiscard]] tlm_extension_base* clone() const override { return new TlbieExtension(*this); }
  void copy_from(const tlm_extension_base& other) override {
    *this = static_cast<const TlbieExtension&>(other);
  }
};

struct TlbieProtocol {
  using tlm_payload_type = tlm::tlm_generic_payload;
  using tlm_phase_type = tlm::tlm_phase;
};

}  // namespace htabsim
