// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/hpt_protocol.h"

namespace htabsim {

bool is_queued(const tlm::tlm_generic_payload& payload, const HptExtension& extension) {
  return payload.is_write() && extension.atomic == HptExtension::Atomic::kNone &&
         !extension.matched && !is_guest_memory(payload.get_address());
}

}  // namespace htabsim
