// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/parameter_quantity.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/quantity_text.h"
#include "sc_main/config/parameter_access.h"

namespace htabsim {

namespace {

constexpr std::string_view kCycles = "cycles";
constexpr std::string_view kSizes[] = {"bytes", "entries", "ways", "pages", "address"};

NumberOf number_of(std::string_view unit) {
  if (std::ranges::find(kSizes, unit) != std::end(kSizes)) return NumberOf::sizes;
  if (unit == "ps") return NumberOf::picoseconds;
  if (unit == "us") return NumberOf::microseconds;
  return unit == "bytes/s" ? NumberOf::bytes_per_second : NumberOf::counts;
}

/// What a value of such a parameter looks like.
std::string example_of(std::string_view unit) {
  switch (number_of(unit)) {
    case NumberOf::sizes:
      return unit == "address" ? "address such as 1G"
                               : fmt::format("number of {} such as 64K", unit);
    case NumberOf::picoseconds:
    case NumberOf::microseconds:
      return fmt::format("number of {0} such as 250{0} or 3ms", unit);
    case NumberOf::bytes_per_second:
      return "rate in bytes/s such as 125MB/s or 10Gbit/s";
    case NumberOf::counts:
      break;
  }
  return fmt::format("number of {} such as 10K{}", unit, unit == kCycles ? " or 100ns" : "");
}

/// Without the parameter's own unit behind it.
std::string_view without_unit(std::string_view text, std::string_view unit) {
  if (text.ends_with(unit)) text.remove_suffix(unit.size());
  return trimmed(text);
}

/// Hexadecimal, as addresses are printed.
std::optional<std::uint64_t> address_of(std::string_view text) {
  if (!text.starts_with("0x")) return std::nullopt;
  std::uint64_t address = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data() + 2, last, address, 16);
  return error == std::errc() && end == last ? std::optional(address) : std::nullopt;
}

std::uint64_t cycles_of(const ParameterInfo& parameter, const std::string& text, std::uint64_t ps,
                        std::uint64_t period_ps, const SourceLine& where) {
  if (ps % period_ps == 0) return ps / period_ps;
  throw where.error(fmt::format("{}: \"{}\" is no whole number of cycles of {} ps, but {:.3f}",
                                parameter.key, text, period_ps,
                                static_cast<double>(ps) / static_cast<double>(period_ps)));
}

}  // namespace

std::uint64_t parameter_quantity(const ParameterInfo& parameter, const std::string& text,
                                 std::uint64_t period_ps, const SourceLine& where) {
  const std::string_view number = without_unit(text, parameter.unit);
  if (const auto value = quantity(number, number_of(parameter.unit))) return *value;
  if (parameter.unit == kCycles) {
    const auto ps = quantity(number, NumberOf::picoseconds);
    if (ps) return cycles_of(parameter, text, *ps, period_ps, where);
  }
  if (const auto address = address_of(number)) return *address;
  throw where.error(fmt::format("{}: \"{}\" is no {}; allowed: {}", parameter.key, text,
                                example_of(parameter.unit), allowed_text(parameter)));
}

}  // namespace htabsim
