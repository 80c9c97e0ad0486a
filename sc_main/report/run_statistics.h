// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "sc_main/report/run_result.h"

namespace htabsim {

/// The contents of stats.json. Durations are in cycles of the core clock unless their name says
/// otherwise; everything that depends on the machine, the wall clock, paths or the way of execution
/// is in the member `host`.
boost::json::object run_statistics(const RunResult& result);

/// The contents of passes.csv: a line for each pass of a migration.
std::string passes_csv(const MigrationAgent& agent);

}  // namespace htabsim
