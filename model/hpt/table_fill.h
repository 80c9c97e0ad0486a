// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "htabsim/model/hpt/image.h"

namespace htabsim {

/// A table in as many equal parts, in order of the PTEGs. Even the smallest has eight PTEGs in
/// each.
inline constexpr std::size_t kTableBuckets = 256;
/// A count for each of them.
using TableBuckets = std::array<std::uint64_t, kTableBuckets>;

/// The part of the table that an entry is in.
constexpr std::size_t table_bucket(HpteIndex index, const HptGeometry& geometry) {
  return static_cast<std::size_t>(index.value() / (geometry.hptes() / kTableBuckets));
}

/// How full a table is, as the guest sees it.
struct TableFill {
  /// PTEGs with 0, 1, ... 8 valid entries.
  std::array<std::uint64_t, kHptesPerPteg + 1> ptegs_by_valid{};
  // Valid entries that lie in the PTEG of their primary hash, or of their secondary one (facts C2):
  TableBuckets primary{};
  TableBuckets secondary{};

  [[nodiscard]] std::uint64_t valid() const;
};

/// Takes the time of the PTEGs that are not empty.
TableFill table_fill(const HptImage& image);

}  // namespace htabsim
