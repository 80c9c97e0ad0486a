// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_table_counts.h"

#include "htabsim/model/isa/bits.h"

namespace htabsim {

TableCounts count_table(const HptImage& image) {
  TableCounts counts;
  for (PtegIndex pteg; pteg.value() < image.geometry().ptegs(); ++pteg) {
    unsigned valid = 0;
    for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
      const Hpte entry = guest_view(image, first_slot(pteg) + slot);
      if (!any(entry.v, hpte_v::kValid)) continue;
      counts.valid.add(entry);
      ++valid;
    }
    ++counts.pteg_fill.at(valid);
  }
  return counts;
}

}  // namespace htabsim
