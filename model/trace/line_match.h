// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "htabsim/model/trace/line_format.h"
#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// What lines say.
struct LineAccesses {
  std::vector<PlainAccess> accesses;  ///< of one line
  std::uint64_t physical = 0;         ///< of all lines: accesses with a `device`
};

enum class LineMeaning : std::uint8_t {
  kFields,      ///< has accesses, or none
  kPassedOver,  ///< is empty or one to skip
  kEnd,
};

/// Takes a line apart. Throws FieldError with the field that is wrong, and what lines are to be.
LineMeaning read_line(const LineFormat& format, std::string_view line, LineAccesses& found);

}  // namespace htabsim
