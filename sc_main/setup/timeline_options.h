// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "sc_main/setup/timeline_request.h"

namespace htabsim {

/// What a user asks to be recorded; what is empty was not given.
struct TimelineOptions {
  std::filesystem::path file = {};
  std::optional<std::string> window = {};  ///< "A:B"
  std::uint64_t limit = 0;                 ///< bytes; 0: not given
  std::filesystem::path vcd = {};
};

/// `period_ps`: of a cycle. UsageError if they are not right, or do not go together.
TimelineRequest timeline_request(const TimelineOptions& options, std::uint64_t period_ps);

}  // namespace htabsim
