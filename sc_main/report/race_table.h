// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "htabsim/tlm/kit/race_counters.h"

namespace htabsim {

/// What a kind of race is, by the name of its member of RaceCounters.
std::string_view race_text(std::string_view member);

/// The kinds of race, in words, with how often each was met.
std::string race_table(const RaceCounters& races);

}  // namespace htabsim
