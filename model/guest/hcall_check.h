// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "htabsim/model/papr/hcall.h"
#include "htabsim/model/trace/guest_event.h"

namespace htabsim {

/// Whether the model executes this hcall, so that its result can be compared with a recorded one.
bool is_modelled_hcall(std::uint64_t opcode);

/// Compares what the model returned for `issue` with the recording, register by register, as far as
/// PAPR defines them for that call and status. Returns the first difference in words.
///
/// The recordings are QEMU's: bits 0x60 of a returned V are its own, and it returns the R and C of
/// H_BULK_REMOVE eight bits too low (facts I4, M2, M3).
std::optional<std::string> hcall_difference(const HcallIssue& issue, const HcallResult& model,
                                            const HcallReturn& recorded);

}  // namespace htabsim
