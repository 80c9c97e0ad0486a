// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

/// Where a piece of input comes from: a file or an option, and the line in a file.
struct SourceLine {
  std::string name;
  std::uint64_t line = InputError::kNoLine;

  [[nodiscard]] InputError error(const std::string& text) const { return {name, line, text}; }
};

}  // namespace htabsim
