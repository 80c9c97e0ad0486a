// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/trace/line_item.h"
#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// How a number is written. Under each of them but kDecimal, 0x may stand before a hexadecimal one.
enum class NumberBase : std::uint8_t {
  kAuto,  ///< hexadecimal with 0x, else decimal
  kDecimal,
  kHexadecimal,
};

/// One step of a line, and of what it ends before.
struct LineStep {
  LineItem item = LineItem::kSkip;
  NumberBase base = NumberBase::kAuto;
  bool beside_data = false;  ///< kFetch: what is said of a size is said of another access
  std::size_t end = 0;       ///< of a group: the step after it
  std::string text;          ///< kLiteral: itself
  std::string stops;         ///< what a literal after the step may begin with
};

/// A word for a kind of access; `*` in it stands for any characters.
struct KindWord {
  std::string pattern;                  ///< in small letters
  std::optional<PlainAccessKind> kind;  ///< nothing: such a line has no access
};

/// A format of traces whose lines are fields. Empty lines are passed over in every format.
struct LineFormat {
  std::string name;    ///< of what it was derived from; empty if it was from none
  std::string fields;  ///< as described, for messages
  bool header = false;
  char separator = ',';         ///< 0: there are only blanks
  bool blanks_separate = true;  ///< blanks alone are a separator, too
  NumberBase base = NumberBase::kAuto;
  std::uint16_t size = 1;
  std::uint16_t fetch_size = 1;
  std::optional<PlainAccessKind> kind;
  std::vector<KindWord> kinds;
  std::vector<std::string> skip;
  std::string end;
  std::vector<LineStep> steps;
};

/// The format of the lines after a header line, of a format with `header`. Throws FieldError.
LineFormat with_columns(const LineFormat& format, std::string_view header);

}  // namespace htabsim
