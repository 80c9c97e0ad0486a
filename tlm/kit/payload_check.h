// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm>

namespace htabsim {

/// What a target of a protocol of ours finds wrong with a payload by the rules of TLM-2.0
/// (IEEE 1666-2011, 14.17); TLM_OK_RESPONSE if nothing. Extensions and addresses are the target's
/// to check.

/// For a payload that carries nothing but its extension: the command must be TLM_IGNORE_COMMAND.
tlm::tlm_response_status check_envelope(const tlm::tlm_generic_payload& payload);

/// For a payload that moves data by `command`: it has a data pointer unless its length is 0, no
/// byte enables, and does not stream.
tlm::tlm_response_status check_transfer(const tlm::tlm_generic_payload& payload,
                                        tlm::tlm_command command);

}  // namespace htabsim
