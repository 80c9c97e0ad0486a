// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "htabsim/model/cache/coherent_caches.h"
#include "htabsim/tlm/kit/report.h"

namespace htabsim {

/// Counts lines by where they were, from `nearest` on: `prefix` and l1, l2, l3, other_l2, other_l3,
/// memory. Both states of another core's cache are one.
void report_line_sources(Report& report, const std::string& prefix, const LineSourceCounts& counts,
                         LineSource nearest);

}  // namespace htabsim
