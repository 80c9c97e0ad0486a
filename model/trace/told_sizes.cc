// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/told_sizes.h"

#include <algorithm>

namespace htabsim {

void ToldSizes::tell(Ea ea, unsigned shift) {
  const std::uint64_t neighbourhood = ea.value() >> kNeighbourhood;
  for (Size& size : sizes_) {
    const bool is_other = size.shift != shift;
    if (is_other && size.numbers.erase(ea.value() >> size.shift) != 0) {
      --size.neighbours[neighbourhood];
    }
  }
  auto place = std::ranges::lower_bound(sizes_, shift, {}, &Size::shift);
  if (place == sizes_.end() || place->shift != shift) place = sizes_.insert(place, {shift, {}, {}});
  if (place->numbers.insert(ea.value() >> shift).second) ++place->neighbours[neighbourhood];
}

unsigned ToldSizes::shift(Ea ea) const {
  if (const auto told = find(ea)) return *told;
  unsigned usual = otherwise_;
  std::uint64_t most = 0;
  for (const Size& size : sizes_) {
    const auto found = size.neighbours.find(ea.value() >> kNeighbourhood);
    if (found == size.neighbours.end() || found->second <= most) continue;
    usual = size.shift;
    most = found->second;
  }
  return usual;
}

std::optional<unsigned> ToldSizes::find(Ea ea) const {
  for (const Size& size : sizes_) {
    if (size.numbers.contains(ea.value() >> size.shift)) return size.shift;
  }
  return std::nullopt;
}

}  // namespace htabsim
