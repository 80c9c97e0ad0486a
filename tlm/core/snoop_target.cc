// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/snoop_target.h"

#include <utility>

#include "htabsim/tlm/kit/payload_check.h"

namespace htabsim {

SnoopTarget::SnoopTarget(const char* name, Invalidate invalidate, Drain drain)
    : socket(name), invalidate_(std::move(invalidate)), drain_(std::move(drain)) {
  socket.register_b_transport(this, &SnoopTarget::b_transport);
}

SnoopTarget::~SnoopTarget() = default;

void SnoopTarget::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& /*delay*/) {
  using enum SnoopExtension::Command;
  const auto* snoop = payload.get_extension<SnoopExtension>();
  const bool known =
      snoop != nullptr && (snoop->command == kInvalidate || snoop->command == kDrain);
  payload.set_response_status(known ? check_envelope(payload) : tlm::TLM_GENERIC_ERROR_RESPONSE);
  if (!payload.is_response_ok()) return;
  if (snoop->command == kInvalidate) {
    invalidate_(snoop->arrival, snoop->target);
  } else {
    drain_(snoop->arrival);
  }
}

}  // namespace htabsim
