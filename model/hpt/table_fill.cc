// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/table_fill.h"

#include <numeric>

namespace htabsim {

std::uint64_t TableFill::valid() const {
  return std::accumulate(primary.begin(), primary.end(),
                         std::accumulate(secondary.begin(), secondary.end(), std::uint64_t{0}));
}

TableFill table_fill(const HptImage& image) {
  const HptGeometry& geometry = image.geometry();
  TableFill fill;
  std::uint64_t written = 0;  // PTEGs that may hold anything
  HpteIndex index = image.next_written(HpteIndex(0));
  while (geometry.contains(index)) {
    const HpteIndex first = first_slot(pteg_of(index));
    const std::size_t bucket = table_bucket(first, geometry);
    std::size_t valid = 0;
    for (std::uint64_t slot = 0; slot < kHptesPerPteg; ++slot) {
      const Hpte entry = guest_view(image, first + slot);
      if (!any(entry.v, hpte_v::kValid)) continue;
      ++valid;
      ++(any(entry.v, hpte_v::kSecondary) ? fill.secondary : fill.primary)[bucket];
    }
    ++fill.ptegs_by_valid[valid];
    ++written;
    index = image.next_written(first + kHptesPerPteg);
  }
  fill.ptegs_by_valid[0] += geometry.ptegs() - written;
  return fill;
}

}  // namespace htabsim
