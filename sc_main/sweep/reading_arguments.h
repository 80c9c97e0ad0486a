// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "htabsim/model/trace/trace_format.h"

namespace htabsim {

/// The options with which a command reads traces so.
std::vector<std::string> reading_arguments(const TraceReading& reading);

/// What such options mean. UsageError for any other.
TraceReading parse_reading_arguments(std::span<const char* const> arguments);

}  // namespace htabsim
