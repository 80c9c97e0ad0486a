// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "htabsim/tlm/kit/race_counters.h"

namespace htabsim {

/// The kinds of race, in words, with how often each was met.
std::string race_table(const RaceCounters& races);

}  // namespace htabsim
