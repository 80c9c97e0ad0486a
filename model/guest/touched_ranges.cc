// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/touched_ranges.h"

namespace htabsim {

void TouchedRanges::add(Ea ea, PageSize size) {
  for (const PageSize range : kAllPageSizes) {
    if (range <= size) continue;
    bytes_[static_cast<std::size_t>(range)][ea.value() >> shift(range)] += std::uint64_t{1}
                                                                           << shift(size);
  }
}

void TouchedRanges::remove(Ea ea, PageSize size) {
  for (const PageSize range : kAllPageSizes) {
    if (range <= size) continue;
    bytes_[static_cast<std::size_t>(range)][ea.value() >> shift(range)] -= std::uint64_t{1}
                                                                           << shift(size);
  }
}

std::uint64_t TouchedRanges::bytes_in(Ea ea, PageSize range) const {
  const BytesByNumber& by_number = bytes_[static_cast<std::size_t>(range)];
  const auto found = by_number.find(ea.value() >> shift(range));
  return found == by_number.end() ? 0 : found->second;
}

}  // namespace htabsim
