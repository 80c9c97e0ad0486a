// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_diff.h"

#include <cassert>

#include "htabsim/model/hpt/written_entries.h"

namespace htabsim {

namespace {

void count_fields(TableDiff& diff, const Hpte& a, const Hpte& b) {
  for (std::size_t i = 0; i < kHpteFields.size(); ++i) {
    if (value_of(kHpteFields[i], a) != value_of(kHpteFields[i], b)) ++diff.by_field[i];
  }
}

void count_difference(TableDiff& diff, const TableDifference& entry) {
  if (!any(entry.b.v, hpte_v::kValid)) {
    ++diff.only_in_a;
  } else if (!any(entry.a.v, hpte_v::kValid)) {
    ++diff.only_in_b;
  } else {
    ++diff.changed;
    count_fields(diff, entry.a, entry.b);
  }
  if (diff.first.size() < TableDiff::kKept) diff.first.push_back(entry);
}

}  // namespace

TableDiff diff_tables(const HptImage& a, const HptImage& b, RcBits rc) {
  assert(a.geometry().hptes() == b.geometry().hptes());
  const std::uint64_t ignored = rc == RcBits::kIgnored ? hpte_r::kRc : 0;
  TableDiff diff;
  diff.compared = a.geometry().hptes();
  for_each_written(a, b, [&](HpteIndex index) {
    TableDifference entry{index, guest_view(a, index), guest_view(b, index)};
    entry.a.r &= ~ignored;
    entry.b.r &= ~ignored;
    diff.valid_in_a += any(entry.a.v, hpte_v::kValid) ? 1 : 0;
    diff.valid_in_b += any(entry.b.v, hpte_v::kValid) ? 1 : 0;
    if (entry.a != entry.b) count_difference(diff, entry);
  });
  return diff;
}

}  // namespace htabsim
