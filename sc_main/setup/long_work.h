// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "sc_main/setup/run_request.h"

namespace htabsim {

/// Why a run will take an hour or more here, and about how long; nothing if nothing says so.
std::optional<std::string> long_work(const RunRequest& request);

}  // namespace htabsim
