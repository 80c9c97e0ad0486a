// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace htabsim {

/// An agent has tried the same thing in vain too often, and will never end. what() says in a line
/// what it tried.
class NoProgress : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The number of tries in vain. Thrashing that ends by itself stays far below.
inline constexpr unsigned kPatience = 10'000;

}  // namespace htabsim
