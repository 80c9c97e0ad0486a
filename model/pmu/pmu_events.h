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

/// Whether caches hold the PTEGs that walks fetch. If not, all come from memory, and their sources
/// say nothing.
enum class PtegSources : std::uint8_t { kModelled, kNotModelled };

/// The modelled events, in a fixed order; events that are not modelled are absent. docs/pmu.md says
/// what each counts.
std::vector<PmuEvent> pmu_events(const PmuCounters& counters, PtegSources sources);

}  // namespace htabsim
