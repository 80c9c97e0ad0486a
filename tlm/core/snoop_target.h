// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>

#include <tlm_utils/simple_target_socket.h>

#include "htabsim/tlm/kit/payload_check.h"
#include "htabsim/tlm/memory/tlbie_protocol.h"

namespace htabsim {

/// What a module that caches translations has for the fabric.
class SnoopTarget {
 public:
  /// To be bound to TlbieFabric::snoopers.
  tlm_utils::simple_target_socket<SnoopTarget, 64, SnoopProtocol> socket;

  using Invalidate = std::function<void(Cycles arrival, const TlbieTarget& target)>;
  using Drain = std::function<void(Cycles arrival)>;

  /// `invalidate` and `drain` carry out SnoopExtension's commands; only `drain` may wait.
  SnoopTarget(const char* name, Invalidate invalidate, Drain drain)
      : socket(name), invalidate_(std::move(invalidate)), drain_(std::move(drain)) {
    socket.register_b_transport(this, &SnoopTarget::b_transport);
  }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& /*delay*/) {
    using Command = SnoopExtension::Command;
    const auto* snoop = payload.get_extension<SnoopExtension>();
    const bool known = snoop != nullptr && (snoop->command == Command::kInvalidate ||
                                            snoop->command == Command::kDrain);
    payload.set_response_status(known ? check_envelope(payload) : tlm::TLM_GENERIC_ERROR_RESPONSE);
    if (!payload.is_response_ok()) return;
    if (snoop->command == Command::kInvalidate) {
      invalidate_(snoop->arrival, snoop->target);
    } else {
      drain_(snoop->arrival);
    }
  }

  Invalidate invalidate_;
  Drain drain_;
};

}  // namespace htabsim
