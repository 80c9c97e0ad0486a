// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sc_main/report/run_result.h"

namespace htabsim {

/// A simulation that is over in words and tables, for people: some twenty lines, or all that was
/// counted if the request asks for details.
std::string run_summary(const RunResult& result);

}  // namespace htabsim
