// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/line_cursor.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/number_text.h"

namespace htabsim {

namespace {

bool stops(const LineStep& step, char c) { return step.stops.find(c) != std::string::npos; }

/// Whether a character belongs to the digits before it, so that they are no number.
bool continues_number(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

}  // namespace

void LineCursor::skip_blanks() {
  while (!left_.empty() && is_blank(left_.front())) left_.remove_prefix(1);
}

bool LineCursor::take_separator() {
  const std::size_t size = left_.size();
  skip_blanks();
  bool taken = format_->blanks_separate && left_.size() != size;
  if (before_ != Before::kStart && !left_.empty() && is_mark(left_.front())) {
    left_.remove_prefix(1);
    skip_blanks();
    taken = true;
  }
  return taken || before_ != Before::kField;
}

bool LineCursor::begin_field() {
  // Behind a comma there may be nothing.
  if (!take_separator() || (left_.empty() && format_->blanks_separate)) return false;
  before_ = Before::kField;
  return true;
}

bool LineCursor::take_literal(std::string_view text) {
  const std::string_view start = left_;
  skip_blanks();
  if (!left_.starts_with(text)) {
    left_ = start;
    take_separator();
    if (!left_.starts_with(text)) return false;
  }
  left_.remove_prefix(text.size());
  before_ = Before::kLiteral;
  return true;
}

bool LineCursor::take_rest() {
  if (!take_separator() && !left_.empty()) return false;
  left_.remove_prefix(left_.size());
  return true;
}

std::string_view LineCursor::take_word(const LineStep& step) {
  std::size_t size = 0;
  while (size != left_.size() && !is_separator(left_[size]) && !stops(step, left_[size])) ++size;
  const std::string_view word = left_.substr(0, size);
  left_.remove_prefix(size);
  return trimmed(word);
}

bool LineCursor::take_quote() {
  if (!left_.starts_with('"')) return false;
  left_.remove_prefix(1);
  return true;
}

bool LineCursor::take_quoted_text(const LineStep& step) {
  if (!take_quote()) return false;
  // Two quotes in one place stand for one.
  do {
    left_.remove_prefix(std::min(left_.find('"'), left_.size()));
    if (!take_quote()) return false;
  } while (take_quote());
  return at_separator() || is_blank(left_.front()) || stops(step, left_.front());
}

std::optional<std::uint64_t> LineCursor::take_decimal() {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(left_.data(), left_.data() + left_.size(), number);
  left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
  if (error != std::errc()) return std::nullopt;
  return number;
}

/// std::from_chars takes three times as long for an address.
std::optional<std::uint64_t> LineCursor::take_hexadecimal() {
  constexpr std::size_t kAtOnce = 8;
  constexpr unsigned kTopDigit = 60;
  std::uint64_t number = 0;
  std::size_t digits = 0;
  bool fits = true;
  if (left_.size() >= kAtOnce) {
    if (const auto first = detail::eight_hex_digits(left_.data())) {
      number = *first;
      digits = kAtOnce;
    }
  }
  for (; digits != left_.size(); ++digits) {
    const std::uint8_t digit = detail::kHexDigits[static_cast<unsigned char>(left_[digits])];
    if (digit == detail::kNoDigit) break;
    fits = fits && number >> kTopDigit == 0;
    number = number << 4 | digit;
  }
  left_.remove_prefix(digits);
  if (!fits || digits == 0) return std::nullopt;
  return number;
}

std::optional<std::uint64_t> LineCursor::take_number(const LineStep& step) {
  const bool quoted = !format_->blanks_separate && take_quote();
  bool hexadecimal = step.base == NumberBase::kHexadecimal;
  if (step.base != NumberBase::kDecimal && (left_.starts_with("0x") || left_.starts_with("0X"))) {
    hexadecimal = true;
    left_.remove_prefix(2);
  }
  const auto number = hexadecimal ? take_hexadecimal() : take_decimal();
  if (quoted && !take_quote()) return std::nullopt;
  if (!left_.empty() && continues_number(left_.front()) && !stops(step, left_.front()))
    return std::nullopt;
  return number;
}

}  // namespace htabsim
