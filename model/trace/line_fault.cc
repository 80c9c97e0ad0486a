// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/line_fault.h"

#include <limits>
#include <vector>

#include <fmt/core.h>
#include <fmt/format.h>

#include "htabsim/model/trace/line_cursor.h"

namespace htabsim {

namespace {

std::string expected_kinds(const LineFormat& format) {
  std::vector<std::string_view> words;
  for (const KindWord& word : format.kinds) words.push_back(word.pattern);
  return fmt::format("not one of {}", fmt::join(words, " "));
}

std::string expected_number(const LineStep& step) {
  std::string expected = "not a decimal number, nor a hexadecimal one with 0x";
  if (step.base == NumberBase::kDecimal) expected = "not a decimal number";
  if (step.base == NumberBase::kHexadecimal) expected = "not a hexadecimal number";
  return is_address(step.item) ? expected + " of at most 64 bits" : expected;
}

std::string expected_value(const LineStep& step, const LineFormat& format) {
  switch (step.item) {
    case LineItem::kKind:
      return expected_kinds(format);
    case LineItem::kPage:
      return "not the size of a page, such as 64K";
    case LineItem::kSkip:
      return "not a field of its own";
    case LineItem::kDevice:
      return "not the name of a device";
    case LineItem::kRegister:
      return "not a register's new value (->)";
    default:
      return expected_number(step);
  }
}

}  // namespace

std::string LineFault::missing_text() const {
  const std::string what = step_->item == LineItem::kLiteral ? fmt::format("'{}'", step_->text)
                                                             : std::string(name(step_->item));
  if (left_.empty()) return fmt::format("the line ends before {}", what);
  return fmt::format("unexpected '{}' before {}", left_.front(), what);
}

std::string LineFault::value_text(const LineFormat& format) const {
  return fmt::format("{} is '{}', {}", name(step_->item),
                     LineCursor(format, left_).take_word(*step_), expected_value(*step_, format));
}

std::string LineFault::range_text(const LineFormat& format) const {
  std::uint32_t from = 0;
  std::uint32_t to = std::numeric_limits<std::uint32_t>::max();
  if (step_->item == LineItem::kProcessor) to = PlainAccess::kNoProcessor - 1U;
  if (step_->item == LineItem::kSize) {
    from = 1;
    to = kMaxAccessBytes;
  }
  return fmt::format("{} is '{}', not a number from {} to {}", name(step_->item),
                     LineCursor(format, left_).take_word(*step_), from, to);
}

std::string LineFault::text(const LineFormat& format) const {
  switch (reason_) {
    case Reason::kMissing:
      return missing_text();
    case Reason::kValue:
      return value_text(format);
    case Reason::kRange:
      return range_text(format);
    case Reason::kNoKind:
      return "the line does not say the kind of its access";
    case Reason::kRest:
      return fmt::format("unexpected '{}' after the last field", left_);
  }
  return {};
}

}  // namespace htabsim
