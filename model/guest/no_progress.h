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

/// An access that the hypervisor lets the guest try again for ever. It has left nothing half done.
class EndlessAccess final : public NoProgress {
 public:
  using NoProgress::NoProgress;
};

/// The number of tries in vain. Thrashing that ends by itself stays far below.
inline constexpr unsigned kPatience = 10'000;
/// The same for an access that a recording says is possible, but in another order than the one that
/// is tried: then nobody may ever invalidate the translation that denies it.
inline constexpr unsigned kPatienceOutOfOrder = 100;

}  // namespace htabsim
