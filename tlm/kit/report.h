// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "htabsim/model/base/described.h"
#include "htabsim/tlm/kit/latency_histogram.h"
#include "htabsim/tlm/kit/race_counters.h"

namespace htabsim {

/// How often a cache was looked into, and in vain.
struct LookupCounts {
  std::uint64_t lookups = 0;
  std::uint64_t misses = 0;
};

/// Receives what parts have counted. Names are keys of the statistics.
class Report {
 public:
  virtual ~Report() = default;

  /// A count; those of one `section` stand together, those of section "" beside the sections.
  virtual void count(std::string_view section, std::string_view name, std::uint64_t value) = 0;
  virtual void cache(std::string_view name, const LookupCounts& counts) = 0;
  /// `title` is what people call it: "HTAB read".
  virtual void latency(std::string_view name, std::string_view title,
                       const LatencyHistogram& histogram) = 0;
  /// Of races, which are summed over all parts.
  virtual void races(const RaceCounters& races) = 0;

  /// The members of a described struct.
  template <DescribedStruct Counters>
  void counters(std::string_view section, const Counters& counters) {
    for_each_member(
        counters, [&](std::string_view name, std::uint64_t value) { count(section, name, value); });
  }
};

}  // namespace htabsim
