// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sc_main/hostdata/figure.h"

namespace htabsim {

/// Counts of hardware events by name.
using EventCounts = std::map<std::string, double, std::less<>>;

/// What the counts say whatever the length of the run: walk cycles per TLB miss, TLB misses per run
/// cycle, D-ERAT reloads per TLB miss, and where the reloaded PTEGs came from. A rate one of whose
/// counts is missing, or whose divisor is 0, is left out.
std::vector<Figure> event_rates(const EventCounts& counts);

/// Whether it is the count of an event, as there are of the names PM_...
bool is_event_count(const Figure& figure);

/// Whether that is the name of such a rate.
bool is_event_rate(std::string_view name);

}  // namespace htabsim
