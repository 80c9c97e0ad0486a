// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/endian/conversion.hpp>

namespace htabsim {

/// What is wrong with a field of a line. A caller that knows file and line makes an InputError of
/// it.
class FieldError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

inline constexpr std::uint8_t kNoDigit = 0xff;

/// The value of each hexadecimal digit; kNoDigit for every other character.
inline constexpr std::array<std::uint8_t, 256> kHexDigits = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (unsigned i = 0; i < 10; ++i) values['0' + i] = static_cast<std::uint8_t>(i);
  for (unsigned i = 0; i < 6; ++i) {
    values['a' + i] = values['A' + i] = static_cast<std::uint8_t>(10 + i);
  }
  return values;
}();

/// The value of eight characters if all of them are hexadecimal digits, all eight at once: each
/// byte of a word is a character, and no sum of bytes reaches the next one.
inline std::optional<std::uint32_t> eight_hex_digits(const char* text) {
  constexpr std::uint64_t kEach = 0x0101'0101'0101'0101;
  constexpr std::uint64_t kTop = 0x80 * kEach;
  const auto reaches = [](std::uint64_t bytes, char c) {
    return bytes + (0x80 - static_cast<std::uint64_t>(c)) * kEach;
  };
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof(bytes));
  bytes = boost::endian::big_to_native(bytes);
  const std::uint64_t lower = bytes | 0x20 * kEach;
  const std::uint64_t digits = reaches(bytes, '0') & ~reaches(bytes, '9' + 1);
  const std::uint64_t letters = reaches(lower, 'a') & ~reaches(lower, 'f' + 1);
  if ((bytes & kTop) != 0 || ((digits | letters) & kTop) != kTop) return std::nullopt;
  std::uint64_t value = (bytes & 0xf * kEach) + ((bytes >> 6) & kEach) * 9;
  value = (value | value >> 4) & 0x00ff'00ff'00ff'00ff;
  value = (value | value >> 8) & 0x0000'ffff'0000'ffff;
  return static_cast<std::uint32_t>(value | value >> 16);
}

}  // namespace detail

/// Takes a line apart from left to right: numbers and the characters between them. Throws
/// FieldError if the line has something else; the error names the field by `name`.
class FieldScanner {
 public:
  explicit FieldScanner(std::string_view line)
      : next_(line.data()), end_(line.data() + line.size()) {}

  [[nodiscard]] bool at_end() const { return next_ == end_; }
  /// The next character, '\0' at the end.
  [[nodiscard]] char peek() const { return at_end() ? '\0' : *next_; }

  void expect(char c, const char* name) {
    if (peek() != c || at_end()) [[unlikely]]
      fail_missing(name);
    ++next_;
  }

  /// One to sixteen hexadecimal digits, without 0x.
  std::uint64_t hex(const char* name) {
    const char* const start = next_;
    std::uint64_t value = 0;
    if (end_ - next_ >= 8) {
      if (const auto first = detail::eight_hex_digits(next_)) {
        value = *first;
        next_ += 8;
      }
    }
    for (; next_ != end_; ++next_) {
      const std::uint8_t digit = detail::kHexDigits[static_cast<unsigned char>(*next_)];
      if (digit == detail::kNoDigit) break;
      value = value << 4 | digit;
    }
    const auto digits = next_ - start;
    if (digits == 0 || digits > 16 || !at_separator()) [[unlikely]]
      fail_hex(start, name);
    return value;
  }

  /// A hexadecimal number of at most `max`.
  std::uint64_t hex(const char* name, std::uint64_t max) {
    const std::uint64_t value = hex(name);
    if (value > max) [[unlikely]]
      fail_above(value, max, name);
    return value;
  }

  /// A decimal number from `min` to `max`, which is below 2^32.
  std::uint32_t decimal(const char* name, std::uint32_t min, std::uint32_t max) {
    const char* const start = next_;
    std::uint64_t value = 0;
    for (; next_ != end_ && *next_ >= '0' && *next_ <= '9' && value <= max; ++next_) {
      value = value * 10 + static_cast<unsigned char>(*next_ - '0');
    }
    const bool number = next_ != start && at_separator();
    if (!number || value < min || value > max) [[unlikely]]
      fail_decimal(start, name, min, max);
    return static_cast<std::uint32_t>(value);
  }

  /// One character, the whole of its field.
  char letter(const char* name);

  /// Throws unless the line ends here.
  void finish() {
    if (!at_end()) [[unlikely]]
      fail_rest();
  }

 private:
  [[nodiscard]] bool at_separator() const { return at_end() || *next_ == ' ' || *next_ == ','; }

  [[noreturn]] void fail_missing(const char* name) const;
  [[noreturn]] void fail_hex(const char* start, const char* name) const;
  [[noreturn]] static void fail_above(std::uint64_t value, std::uint64_t max, const char* name);
  [[noreturn]] void fail_decimal(const char* start, const char* name, std::uint32_t min,
                                 std::uint32_t max) const;
  [[noreturn]] void fail_rest() const;
  /// The field from `start` to the next blank, comma or end.
  [[nodiscard]] std::string field_at(const char* start) const;

  const char* next_;
  const char* end_;
};

}  // namespace htabsim
