// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "htabsim/model/hpt/image.h"
#include "htabsim/model/htab/stream_entry_counts.h"

namespace htabsim {

/// What a table holds, as the guest sees it.
struct TableCounts {
  EntryCounts valid;
  /// Element k counts the PTEGs that have k valid entries.
  std::array<std::uint64_t, kHptesPerPteg + 1> pteg_fill{};
};

TableCounts count_table(const HptImage& image);

}  // namespace htabsim
