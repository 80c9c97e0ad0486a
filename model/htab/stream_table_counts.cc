// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_table_counts.h"

#include "htabsim/model/isa/bits.h"

namespace htabsim {

TableCounts count_table(const HptImage& image) {
  const HptGeometry& table = image.geometry();
  TableCounts counts;
  counts.pteg_fill.front() = table.ptegs();
  const auto written_pteg_from = [&image](PtegIndex pteg) {
    return pteg_of(image.next_written(first_slot(pteg)));
  };
  for (PtegIndex pteg = written_pteg_from(PtegIndex(0)); pteg.value() < table.ptegs();
       pteg = written_pteg_from(pteg + 1)) {
    unsigned valid = 0;
    for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
      const Hpte entry = guest_view(image, first_slot(pteg) + slot);
      if (!any(entry.v, hpte_v::kValid)) continue;
      counts.valid.add(entry);
      ++valid;
    }
    --counts.pteg_fill.front();
    ++counts.pteg_fill.at(valid);
  }
  return counts;
}

}  // namespace htabsim
