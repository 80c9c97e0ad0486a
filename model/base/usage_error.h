// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace htabsim {

/// The command line is at fault.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace htabsim
