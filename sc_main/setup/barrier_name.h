// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "htabsim/model/hpt/update_code.h"

namespace htabsim {

/// The barrier that --without names; nothing if it is not given. UsageError, with the nearest name,
/// if there is none of that name.
std::optional<LeftOut> parse_barrier(const std::string& name);

}  // namespace htabsim
