// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace htabsim {

/// An agent has tried the same thing so often in vain that it never will end: what it was, in a
/// line.
class NoProgress : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// So often. Thrashing that ends by itself stays far below.
inline constexpr unsigned kPatience = 10'000;

}  // namespace htabsim
