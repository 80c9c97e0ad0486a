// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/quantity_text.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <string>

#include <boost/algorithm/string/predicate.hpp>

#include "htabsim/model/base/number_text.h"

namespace htabsim {

namespace {

/// What a number with this suffix is multiplied with.
struct Suffix {
  std::string_view text;
  std::uint64_t times = 1;
  std::uint64_t divided_by = 1;
};

constexpr std::uint64_t kKibi = std::uint64_t{1} << 10;
constexpr std::uint64_t kMebi = kKibi << 10;
constexpr std::uint64_t kGibi = kMebi << 10;
constexpr std::uint64_t kTebi = kGibi << 10;
constexpr std::uint64_t kKilo = 1'000;
constexpr std::uint64_t kMega = kKilo * 1'000;
constexpr std::uint64_t kGiga = kMega * 1'000;
constexpr std::uint64_t kTera = kGiga * 1'000;

constexpr Suffix kSizes[] = {
    {""},          {"B"},          {"K", kKibi},  {"KB", kKibi},  {"Ki", kKibi}, {"KiB", kKibi},
    {"M", kMebi},  {"MB", kMebi},  {"Mi", kMebi}, {"MiB", kMebi}, {"G", kGibi},  {"GB", kGibi},
    {"Gi", kGibi}, {"GiB", kGibi}, {"T", kTebi},  {"TB", kTebi},  {"Ti", kTebi}, {"TiB", kTebi},
};
constexpr Suffix kCounts[] = {
    {""},          {"K", kKilo},  {"M", kMega},  {"G", kGiga},  {"T", kTera},
    {"Ki", kKibi}, {"Mi", kMebi}, {"Gi", kGibi}, {"Ti", kTebi},
};
constexpr Suffix kPicoseconds[] = {
    {"ps"}, {"ns", kKilo}, {"us", kMega}, {"ms", kGiga}, {"s", kTera}};
constexpr Suffix kMicroseconds[] = {
    {"ps", 1, kMega}, {"ns", 1, kKilo}, {"us"}, {"ms", kKilo}, {"s", kMega}};
constexpr Suffix kBytesPerSecond[] = {
    {"B/s"},
    {"KB/s", kKilo},
    {"MB/s", kMega},
    {"GB/s", kGiga},
    {"TB/s", kTera},
    {"KiB/s", kKibi},
    {"MiB/s", kMebi},
    {"GiB/s", kGibi},
    {"TiB/s", kTebi},
    {"bit/s", 1, 8},
    {"Kbit/s", kKilo, 8},
    {"Mbit/s", kMega, 8},
    {"Gbit/s", kGiga, 8},
    {"Tbit/s", kTera, 8},
};

std::optional<Suffix> find(std::span<const Suffix> suffixes, std::string_view text) {
  const auto at = std::ranges::find_if(
      suffixes, [text](const Suffix& suffix) { return boost::iequals(suffix.text, text); });
  return at == suffixes.end() ? std::nullopt : std::optional(*at);
}

// In rates a small b is a bit to some, and a byte to others.
std::optional<Suffix> find_rate(std::string_view text) {
  if (text.ends_with("b/s")) return std::nullopt;
  return find(kBytesPerSecond, text);
}

std::optional<Suffix> suffix_of(std::string_view text, NumberOf of) {
  if (of == NumberOf::sizes) return find(kSizes, text);
  if (const auto suffix = find(kCounts, text)) return suffix;
  switch (of) {
    case NumberOf::picoseconds:
      return find(kPicoseconds, text);
    case NumberOf::microseconds:
      return find(kMicroseconds, text);
    case NumberOf::bytes_per_second:
      return find_rate(text);
    case NumberOf::sizes:
    case NumberOf::counts:
      break;
  }
  return std::nullopt;
}

/// Digits without their separators, which stand before each three of them or not at all.
std::optional<std::uint64_t> separated_number(std::string_view text) {
  std::string digits(text);
  for (std::size_t behind = 3; digits.find(',') != digits.npos; behind += 3) {
    if (digits.size() <= behind + 1) return std::nullopt;
    const std::size_t comma = digits.size() - behind - 1;
    if (digits[comma] != ',') return std::nullopt;
    digits.erase(comma, 1);
  }
  return digits.starts_with('-') ? std::nullopt : whole_number<std::uint64_t>(digits);
}

std::optional<std::uint64_t> product(std::uint64_t a, std::uint64_t b) {
  if (b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b) return std::nullopt;
  return a * b;
}

/// number * times / divided_by, if that is whole.
std::optional<std::uint64_t> scaled(std::uint64_t number, std::uint64_t times,
                                    std::uint64_t divided_by) {
  const std::uint64_t common = std::gcd(times, divided_by);
  if (number % (divided_by / common) != 0) return std::nullopt;
  return product(number / (divided_by / common), times / common);
}

/// The number without its point, which stood before the last `decimals` digits.
struct Decimal {
  std::uint64_t digits = 0;
  std::uint64_t divided_by = 1;
};

std::optional<Decimal> decimal_of(std::string_view text) {
  const std::size_t point = text.find('.');
  const auto whole = separated_number(text.substr(0, point));
  if (!whole || point == text.npos) return whole ? std::optional(Decimal{*whole}) : std::nullopt;
  const std::string_view behind = text.substr(point + 1);
  const auto fraction = whole_number<std::uint64_t>(behind);
  if (!fraction || behind.starts_with('-') || behind.size() > 18) return std::nullopt;
  Decimal decimal;
  for (std::size_t i = 0; i < behind.size(); ++i) decimal.divided_by *= 10;
  const auto shifted = product(*whole, decimal.divided_by);
  if (!shifted || *shifted > std::numeric_limits<std::uint64_t>::max() - *fraction) {
    return std::nullopt;
  }
  decimal.digits = *shifted + *fraction;
  return decimal;
}

}  // namespace

std::optional<std::uint64_t> quantity(std::string_view text, NumberOf of) {
  const std::string_view all = trimmed(text);
  const std::size_t behind = std::min(all.find_first_not_of("0123456789,."), all.size());
  const auto number = decimal_of(all.substr(0, behind));
  const auto suffix = suffix_of(trimmed(all.substr(behind)), of);
  if (!number || !suffix) return std::nullopt;
  const std::uint64_t common = std::gcd(suffix->times, number->divided_by);
  const auto divided_by = product(number->divided_by / common, suffix->divided_by);
  if (!divided_by) return std::nullopt;
  return scaled(number->digits, suffix->times / common, *divided_by);
}

}  // namespace htabsim
