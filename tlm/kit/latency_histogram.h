// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// How often each duration occurred. Durations below 32 cycles are counted exactly, longer ones in
/// sixteen steps an octave, so a percentile is at most 1/16 too high.
class LatencyHistogram {
 public:
  LatencyHistogram();

  void add(Cycles latency);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] Cycles total() const { return total_; }
  [[nodiscard]] Cycles minimum() const { return minimum_; }
  [[nodiscard]] Cycles maximum() const { return maximum_; }
  /// The smallest recorded step that `percent` of all durations do not exceed; 0 if there is none.
  [[nodiscard]] Cycles percentile(unsigned percent) const;

  /// A step of the histogram with its number of durations.
  struct Bin {
    std::uint64_t from = 0;  ///< first duration in the step, cycles
    std::uint64_t count = 0;
  };
  /// The steps that occurred, shortest first.
  [[nodiscard]] std::vector<Bin> bins() const;

 private:
  std::vector<std::uint64_t> counts_;  // by step
  std::uint64_t count_ = 0;
  Cycles total_;
  Cycles minimum_;
  Cycles maximum_;
};

}  // namespace htabsim
