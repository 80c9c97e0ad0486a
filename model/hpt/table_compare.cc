// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/table_compare.h"

#include <algorithm>

#include "htabsim/model/hpt/written_entries.h"

namespace htabsim {

namespace {

Hpte view_of(const HptImage& image, HpteIndex index) {
  return image.geometry().contains(index) ? guest_view(image, index) : Hpte{};
}

}  // namespace

TableComparison compare_tables(const HptImage& expected, const HptImage& actual,
                               EntryFilter entries) {
  TableComparison result;
  result.entries = std::max(expected.geometry().hptes(), actual.geometry().hptes());
  for_each_written(expected, actual, [&](HpteIndex index) {
    Hpte a = view_of(expected, index);
    if (entries == EntryFilter::bolted_only && !any(a.v, hpte_v::kBolted)) a = {};
    const Hpte b = view_of(actual, index);
    if (any(a.v, hpte_v::kValid)) ++result.valid;
    if (a == b) return;
    ++result.different;
    if (result.first.size() < TableComparison::kKept) result.first.push_back({index, a, b});
  });
  return result;
}

}  // namespace htabsim
