// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "htabsim/model/cache/coherent_caches.h"
#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Counts by the size of the actual page; indexed by PageSize.
using PageSizeCounts = std::array<std::uint64_t, std::size(kAllPageSizes)>;

/// The reloads of one side of a hardware thread: of its fetches, or of its loads and stores.
struct TranslationCounts {
  PageSizeCounts erat_reloads{};
  PageSizeCounts tlb_reloads{};     ///< entries that table walks put into the TLB
  LineSourceCounts pteg_sources{};  ///< where the PTEGs of these entries were
  std::uint64_t slb_misses = 0;
  Cycles walk_cycles;  ///< of all table walks, whatever they found

  TranslationCounts& operator+=(const TranslationCounts& other);
};

/// The lines that a hardware thread's own loads and stores asked for, by source.
struct DataCounts {
  LineSourceCounts loads{};
  LineSourceCounts stores{};

  DataCounts& operator+=(const DataCounts& other);
};

/// The modelled counts of the performance monitor of one hardware thread.
struct PmuCounters {
  Cycles run_cycles;
  std::uint64_t snooped_tlbies = 0;
  TranslationCounts instruction;
  TranslationCounts data;
  std::optional<DataCounts> data_lines;  ///< if the caches hold data

  PmuCounters& operator+=(const PmuCounters& other);
};

std::uint64_t total(const PageSizeCounts& counts);
std::uint64_t total(const LineSourceCounts& counts);

}  // namespace htabsim
