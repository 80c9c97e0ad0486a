// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "htabsim/model/hpt/image.h"

namespace htabsim {

/// Calls `visit(index)`, in order, for each entry that may be other than all zero in one of two
/// tables. What it passes over takes no time.
template <class Visit>
void for_each_written(const HptImage& a, const HptImage& b, const Visit& visit) {
  const HpteIndex end_of_both(std::max(a.geometry().hptes(), b.geometry().hptes()));
  const auto next_in = [&](const HptImage& image, HpteIndex index) {
    if (!image.geometry().contains(index)) return end_of_both;
    const HpteIndex next = image.next_written(index);
    return image.geometry().contains(next) ? next : end_of_both;
  };
  const auto next_in_either = [&](HpteIndex index) {
    const HpteIndex next = next_in(a, index);
    return next == index ? next : std::min(next, next_in(b, index));
  };
  for (HpteIndex at = next_in_either(HpteIndex(0)); at < end_of_both; at = next_in_either(at)) {
    // To look for what is written once for each PTEG costs a full table no time that shows.
    const HpteIndex end = first_slot(pteg_of(at) + 1);
    for (; at < end; ++at) visit(at);
  }
}

}  // namespace htabsim
