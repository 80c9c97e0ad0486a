// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "htabsim/model/hpt/image.h"
#include "htabsim/model/htab/stream_fields.h"

namespace htabsim {

/// Whether R and C count when entries are compared: hardware sets them at any time.
enum class RcBits : std::uint8_t { kCompared, kIgnored };

/// An entry in which two tables differ, as the guest sees it; an invalid one is all zero.
struct TableDifference {
  HpteIndex index;
  Hpte a;
  Hpte b;
};

/// How two tables differ.
struct TableDiff {
  static constexpr std::size_t kKept = 10;

  std::uint64_t compared = 0;
  std::uint64_t valid_in_a = 0;
  std::uint64_t valid_in_b = 0;
  std::uint64_t only_in_a = 0;
  std::uint64_t only_in_b = 0;
  std::uint64_t changed = 0;  ///< valid in both, and different
  /// How many changed entries differ in each field, in the order of kHpteFields.
  std::array<std::uint64_t, kHpteFields.size()> by_field{};
  std::vector<TableDifference> first;  ///< the first kKept differences

  [[nodiscard]] std::uint64_t different() const { return only_in_a + only_in_b + changed; }
};

/// Compares the guest's views of two tables of one size.
TableDiff diff_tables(const HptImage& a, const HptImage& b, RcBits rc);

}  // namespace htabsim
