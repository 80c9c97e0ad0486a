// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "htabsim/model/hpt/entry_filter.h"
#include "htabsim/model/hpt/image.h"

namespace htabsim {

/// An entry in which two tables differ, as the guest sees it; an invalid one is all zero.
struct EntryDifference {
  HpteIndex index;
  Hpte expected;
  Hpte actual;
};

/// What a comparison of two tables found; of different sizes, the smaller one has no entries beyond
/// its end.
struct TableComparison {
  static constexpr std::size_t kKept = 10;

  std::uint64_t entries = 0;  ///< compared
  std::uint64_t valid = 0;    ///< of these, valid in the expected table
  std::uint64_t different = 0;
  std::vector<EntryDifference> first;  ///< the first kKept differences
};

/// Compares the guest's views, so host addresses, locks and bookkeeping do not matter; the expected
/// one as a stream with this filter gives it.
TableComparison compare_tables(const HptImage& expected, const HptImage& actual,
                               EntryFilter entries = EntryFilter::all);

}  // namespace htabsim
