// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "sc_main/setup/run_request.h"

namespace htabsim {

/// All on which a warm state depends, besides what is in the traces: names and values as people
/// read them. A run may go on from the state of another one if theirs are equal.
using WarmStateTerms = std::vector<std::pair<std::string, std::string>>;

/// `spaces`: the address space of each processor's program, by number.
WarmStateTerms warm_state_terms(const RunRequest& request, const std::vector<std::size_t>& spaces);

}  // namespace htabsim
