// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/tlm/kit/clock.h"

namespace htabsim {

/// So many bytes a second, in cycles of a clock.
class ByteRate {
 public:
  ByteRate(const Clock& clock, std::uint64_t bytes_per_s)
      : period_ps_(clock.period_ps()), bytes_per_s_(bytes_per_s) {}

  /// How long `bytes` take, rounded up; the rate must not be 0.
  [[nodiscard]] Cycles cycles_for(std::uint64_t bytes) const;
  /// The whole bytes of so long; the largest number if there are more than it has room for.
  [[nodiscard]] std::uint64_t bytes_in(Cycles cycles) const;

 private:
  std::uint64_t period_ps_;
  std::uint64_t bytes_per_s_;
};

}  // namespace htabsim
