// SPDX-License-Identifier: Apache-2.0
#include "sc_main/commands/integer_fault.h"

#include <charconv>
#include <system_error>

#include <fmt/format.h>

namespace htabsim {

std::string integer_fault(const std::string& text, std::uint64_t first, std::uint64_t last) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  const bool is_number = parsed.ec == std::errc() && parsed.ptr == end;
  if (is_number && number >= first && number <= last) return {};
  const bool unlimited = last == std::numeric_limits<std::uint64_t>::max();
  return fmt::format("\"{}\" is no integer from {} to {}", text, first,
                     unlimited ? "2^64-1" : fmt::to_string(last));
}

}  // namespace htabsim
