// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/integer_fault.h"

#include <fmt/format.h>

#include "htabsim/model/base/number_text.h"

namespace htabsim {

std::string integer_fault(const std::string& text, std::uint64_t first, std::uint64_t last) {
  const auto number = whole_number<std::uint64_t>(text);
  if (number && *number >= first && *number <= last) return {};
  const bool unlimited = last == std::numeric_limits<std::uint64_t>::max();
  return fmt::format("\"{}\" is no integer from {} to {}", text, first,
                     unlimited ? "2^64-1" : fmt::to_string(last));
}

}  // namespace htabsim
