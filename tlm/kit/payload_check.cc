// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/kit/payload_check.h"

namespace htabsim {

tlm::tlm_response_status check_envelope(const tlm::tlm_generic_payload& payload) {
  if (payload.get_command() != tlm::TLM_IGNORE_COMMAND) return tlm::TLM_COMMAND_ERROR_RESPONSE;
  if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  return tlm::TLM_OK_RESPONSE;
}

tlm::tlm_response_status check_transfer(const tlm::tlm_generic_payload& payload,
                                        tlm::tlm_command command) {
  if (payload.get_command() != command) return tlm::TLM_COMMAND_ERROR_RESPONSE;
  if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if (payload.get_streaming_width() < payload.get_data_length()) {
    return tlm::TLM_BURST_ERROR_RESPONSE;
  }
  const bool has_data = payload.get_data_ptr() != nullptr || payload.get_data_length() == 0;
  return has_data ? tlm::TLM_OK_RESPONSE : tlm::TLM_GENERIC_ERROR_RESPONSE;
}

}  // namespace htabsim
