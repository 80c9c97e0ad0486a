// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "htabsim/model/pmu/pmu_counters.h"

namespace htabsim {

/// A count under its name in Linux's event tables of POWER8 and POWER9.
struct PmuEvent {
  std::string name;
  std::uint64_t count = 0;
};

/// Whether the groups that walks look at are found in caches, or always in memory, so that where
/// they come from says nothing.
enum class PtegSources : std::uint8_t { kModelled, kNotModelled };

/// The events that are modelled, in a fixed order; docs/pmu.md says of each what it counts. One
/// that is not modelled is absent.
std::vector<PmuEvent> pmu_events(const PmuCounters& counters, PtegSources sources);

}  // namespace htabsim
