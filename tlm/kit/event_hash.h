// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// A 64-bit fingerprint of one agent's events in their order: cycle, kind, operands. Equal runs
/// have equal fingerprints on every machine; it is not a cryptographic hash.
class EventHash {
 public:
  void add(std::uint64_t word) {
    state_ = (state_ ^ word) * 0x9e3779b97f4a7c15;
    state_ ^= state_ >> 32;
  }
  void add(Cycles cycle, std::uint64_t kind, std::uint64_t operand) {
    add(cycle.value());
    constexpr std::uint64_t kTwice = (std::uint64_t{1} << 56) + 1;  // at both ends of the word
    add(operand ^ kind * kTwice);
  }

  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0x243f6a8885a308d3;
};

}  // namespace htabsim
