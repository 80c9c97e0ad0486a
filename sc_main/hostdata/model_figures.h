// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>

#include "sc_main/hostdata/figure.h"

namespace htabsim {

/// What a run's statistics (stats.json) have to compare with any measurement of a host: events of
/// the performance counters and their rates, the passes of a migration, its reads and downtime.
/// What the run does not have is left out; nothing is ever 0 for want of a figure.
ModelFigures model_figures(const boost::json::object& stats);

/// Microseconds in a cycle of the run; nothing if the statistics do not tell.
std::optional<double> cycle_us(const boost::json::object& stats);

}  // namespace htabsim
