// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "htabsim/model/trace/line_format.h"

namespace htabsim {

/// What a line is refused for: of all that did not fit, what is furthest to the right.
class LineFault {
 public:
  enum class Reason : std::uint8_t { kMissing, kValue, kRange, kNoKind, kRest };

  /// `left` is the line from the fault on. Of two faults at one place, the one that `must_be` there
  /// is told.
  void note(Reason reason, const LineStep& step, std::string_view left, bool must_be) {
    if (step_ != nullptr &&
        (left.size() > left_.size() || (left.size() == left_.size() && !must_be)))
      return;
    reason_ = reason;
    step_ = &step;
    left_ = left;
  }
  void forget() { step_ = nullptr; }

  /// Of what has been noted.
  [[nodiscard]] std::string text(const LineFormat& format) const;

 private:
  [[nodiscard]] std::string missing_text() const;
  [[nodiscard]] std::string value_text(const LineFormat& format) const;
  [[nodiscard]] std::string range_text(const LineFormat& format) const;

  Reason reason_ = Reason::kMissing;
  const LineStep* step_ = nullptr;
  std::string_view left_;
};

}  // namespace htabsim
