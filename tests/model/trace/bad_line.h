// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

namespace htabsim {

/// A line that a reader refuses, and what it says of it.
struct BadLine {
  const char* line;
  const char* fault;
};

inline void PrintTo(const BadLine& bad, std::ostream* out) { *out << "'" << bad.line << "'"; }

}  // namespace htabsim
