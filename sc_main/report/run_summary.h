// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/report/run_result.h"

namespace htabsim {

/// A finished simulation in words and tables, for people.
std::string run_summary(const RunResult& result);

}  // namespace htabsim
