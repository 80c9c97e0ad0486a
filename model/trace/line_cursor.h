// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "htabsim/model/trace/line_format.h"

namespace htabsim {

/// A place in a line, which goes from left to right over fields, literals and what is between them.
/// What does not fit leaves it anywhere.
class LineCursor {
 public:
  LineCursor(const LineFormat& format, std::string_view line) : format_(&format), left_(line) {}

  /// The line from here on.
  [[nodiscard]] std::string_view left() const { return left_; }
  [[nodiscard]] bool at_separator() const { return left_.empty() || is_separator(left_.front()); }

  void skip_blanks();
  /// Goes to where a field may begin; false if there is none.
  bool begin_field();
  bool take_literal(std::string_view text);
  bool take_rest();

  /// Those below take a field that has begun, up to a separator or what ends the step.
  std::string_view take_word(const LineStep& step);
  bool take_quoted_text(const LineStep& step);
  /// A number that no letter or further digit follows; nothing if it has more than 64 bits.
  std::optional<std::uint64_t> take_number(const LineStep& step);

 private:
  enum class Before : std::uint8_t { kStart, kLiteral, kField };

  /// False if one must be there and is not.
  bool take_separator();
  bool take_quote();
  std::optional<std::uint64_t> take_decimal();
  std::optional<std::uint64_t> take_hexadecimal();

  [[nodiscard]] bool is_blank(char c) const {
    return (c == ' ' || c == '\t' || c == '\r') && c != format_->separator;
  }
  [[nodiscard]] bool is_mark(char c) const {
    return format_->separator != '\0' && c == format_->separator;
  }
  [[nodiscard]] bool is_separator(char c) const {
    return is_mark(c) || (format_->blanks_separate && is_blank(c));
  }

  const LineFormat* format_;
  std::string_view left_;
  Before before_ = Before::kStart;
};

}  // namespace htabsim
