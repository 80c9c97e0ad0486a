// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/table_compare.h"

#include <cassert>

namespace htabsim {

TableComparison compare_tables(const HptImage& expected, const HptImage& actual,
                               EntryFilter entries) {
  assert(expected.geometry().hptes() == actual.geometry().hptes());
  TableComparison result;
  for (HpteIndex index; expected.geometry().contains(index); ++index) {
    Hpte a = guest_view(expected, index);
    if (entries == EntryFilter::bolted_only && !any(a.v, hpte_v::kBolted)) a = {};
    const Hpte b = guest_view(actual, index);
    ++result.entries;
    if (any(a.v, hpte_v::kValid)) ++result.valid;
    if (a == b) continue;
    ++result.different;
    if (result.first.size() < TableComparison::kKept) result.first.push_back({index, a, b});
  }
  return result;
}

}  // namespace htabsim
