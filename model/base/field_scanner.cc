// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/field_scanner.h"

#include <fmt/core.h>

namespace htabsim {

char FieldScanner::letter(const char* name) {
  const char* const start = next_;
  const char found = peek();
  if (!at_separator()) ++next_;
  if (next_ == start || !at_separator()) {
    throw FieldError(fmt::format("{} is '{}', not one letter", name, field_at(start)));
  }
  return found;
}

std::string FieldScanner::field_at(const char* start) const {
  const std::string_view rest(start, static_cast<std::size_t>(end_ - start));
  return std::string(rest.substr(0, rest.find_first_of(" ,")));
}

void FieldScanner::fail_missing(const char* name) const {
  if (at_end()) throw FieldError(fmt::format("the line ends before {}", name));
  throw FieldError(fmt::format("unexpected '{}' before {}", peek(), name));
}

void FieldScanner::fail_hex(const char* start, const char* name) const {
  const std::string field = field_at(start);
  const bool too_long = field.size() > 16 && start + field.size() == next_;
  throw FieldError(too_long
                       ? fmt::format("{} is '{}', more than 16 hexadecimal digits", name, field)
                       : fmt::format("{} is '{}', not a hexadecimal number", name, field));
}

void FieldScanner::fail_above(std::uint64_t value, std::uint64_t max, const char* name) {
  throw FieldError(fmt::format("{} is {:x}, more than {:x}", name, value, max));
}

void FieldScanner::fail_decimal(const char* start, const char* name, std::uint32_t min,
                                std::uint32_t max) const {
  throw FieldError(fmt::format("{} is '{}', not a decimal number from {} to {}", name,
                               field_at(start), min, max));
}

void FieldScanner::fail_rest() const {
  throw FieldError(fmt::format("unexpected '{}' after the last field",
                               std::string_view(next_, static_cast<std::size_t>(end_ - next_))));
}

}  // namespace htabsim
