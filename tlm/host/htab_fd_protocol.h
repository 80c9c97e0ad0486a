// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/htab/io_result.h"
#include "htabsim/tlm/kit/call.h"

namespace htabsim {

/// A system call on an HTAB descriptor. For read and write the generic payload's data pointer and
/// length are the caller's buffer, and its command says so; open and close carry none and are
/// TLM_IGNORE_COMMAND.
struct HtabFdExtension : CallExtension<HtabFdExtension> {
  enum class Call : std::uint8_t { kOpen, kRead, kWrite, kClose };

  Call call = Call::kOpen;
  std::uint64_t flags = 0;        ///< kOpen (R2)
  std::uint64_t start_index = 0;  ///< kOpen (R5)
  int descriptor = -1;            ///< given by kOpen, named by the others
  IoResult result;                ///< bytes, or the error
};

/// The protocol of HtabFdTarget: the generic payload with HtabFdExtension mandatory. A system call
/// that fails has an error in `result` and TLM_OK_RESPONSE, as the transaction has not failed.
struct HtabFdProtocol : tlm::tlm_base_protocol_types {};

}  // namespace htabsim
