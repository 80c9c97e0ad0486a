// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/report/run_result.h"

namespace htabsim {

/// What a run has counted in a dozen lines, all processors together.
std::string short_summary(const RunResult& result);

}  // namespace htabsim
