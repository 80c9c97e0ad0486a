// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

/// A file ends within its last line, which has no newline.
class CutLine : public InputError {
 public:
  CutLine(const std::string& file, std::uint64_t line, std::string begin)
      : InputError(file, line, "the file ends within this line"), begin_(std::move(begin)) {}

  /// What there is of the line.
  [[nodiscard]] const std::string& begin() const { return begin_; }

 private:
  std::string begin_;
};

}  // namespace htabsim
