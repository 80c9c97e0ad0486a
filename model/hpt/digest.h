// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/hpte.h"

namespace htabsim {

/// A 64-bit fingerprint of a sequence of values, to recognise states. Among 10^6 states two that
/// differ share one with a probability below 2^-20 (birthday bound).
class Digest {
 public:
  Digest& add(std::uint64_t value) {
    // The finaliser of SplitMix64, a bijection, after each value.
    std::uint64_t z = state_ + 0x9e3779b97f4a7c15 + value;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    state_ = z ^ (z >> 31);
    return *this;
  }
  Digest& add(const Hpte& entry) { return add(entry.v).add(entry.r); }

  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace htabsim
