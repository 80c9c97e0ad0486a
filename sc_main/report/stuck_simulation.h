// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

#include "htabsim/tlm/migration/platform.h"

namespace htabsim {

/// A simulation that came to no end: what each of its components was at, a line each.
class StuckSimulation : public std::runtime_error {
 public:
  explicit StuckSimulation(Platform& platform);
};

}  // namespace htabsim
