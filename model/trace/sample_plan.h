// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace htabsim {

/// A part of a trace that stands for others like it.
struct SampleRegion {
  std::uint64_t first = 0;  ///< access of the trace, from 0
  double weight = 1;        ///< how many it stands for, in any unit

  friend bool operator==(const SampleRegion&, const SampleRegion&) = default;
};

/// Which accesses of a long trace are simulated in time: a sample in each period, as SMARTS takes
/// them (Wunderlich and others, ISCA 2003), or regions that were chosen, as by SimPoint.
struct SamplePlan {
  /// A sample's first accesses, which fill queues and are not measured.
  static constexpr std::uint64_t kSettlingAccesses = 256;

  std::uint64_t length = 1;             ///< accesses that a sample measures
  std::uint64_t period = 0;             ///< accesses of which one sample is taken; 0: the regions
  std::vector<SampleRegion> regions{};  ///< ascending and apart
  /// How many accesses before a sample bring ERATs, TLB and caches to what they would be; those
  /// before them are passed over but for first touches of pages. Nothing: none is passed over.
  std::optional<std::uint64_t> warmup{};

  /// The region of the sample with this number, from 0; nothing if there is none. The sample of a
  /// period lies in its middle.
  [[nodiscard]] std::optional<SampleRegion> region(std::size_t number) const;
  /// How many accesses at the trace's beginning, which is like no other part, are all simulated in
  /// time: those before the first period's sample.
  [[nodiscard]] std::uint64_t beginning() const;

  /// Whether accesses before that sample are passed over. In periods none before the second are, so
  /// that large caches are once full.
  [[nodiscard]] bool passes_over(std::size_t number) const {
    return warmup && (period == 0 || number > 1);
  }

  friend bool operator==(const SamplePlan&, const SamplePlan&) = default;
};

}  // namespace htabsim
