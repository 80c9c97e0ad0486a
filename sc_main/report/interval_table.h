// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "htabsim/tlm/migration/platform.h"

namespace htabsim {

/// The contents of intervals.csv: a line for each interval of `length` cycles of simulated time,
/// with what all processors of the source did in it and, of a migration, what went through the
/// stream. The last interval ends with the simulation.
std::string interval_table(Platform& platform, Cycles length);

}  // namespace htabsim
