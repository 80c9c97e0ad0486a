// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/report/run_result.h"

namespace htabsim {

/// What people want to know of a migration: its attempts and passes, the stream's promises with
/// what broke them, and whether the tables are equal.
std::string migration_summary(const RunResult& result);

}  // namespace htabsim
