// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/table_compare.h"

#include <cassert>

#include "htabsim/model/hpt/written_entries.h"

namespace htabsim {

TableComparison compare_tables(const HptImage& expected, const HptImage& actual,
                               EntryFilter entries) {
  assert(expected.geometry().hptes() == actual.geometry().hptes());
  TableComparison result;
  result.entries = expected.geometry().hptes();
  for_each_written(expected, actual, [&](HpteIndex index) {
    Hpte a = guest_view(expected, index);
    if (entries == EntryFilter::bolted_only && !any(a.v, hpte_v::kBolted)) a = {};
    const Hpte b = guest_view(actual, index);
    if (any(a.v, hpte_v::kValid)) ++result.valid;
    if (a == b) return;
    ++result.different;
    if (result.first.size() < TableComparison::kKept) result.first.push_back({index, a, b});
  });
  return result;
}

}  // namespace htabsim
