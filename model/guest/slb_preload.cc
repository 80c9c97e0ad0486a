// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/slb_preload.h"

#include <algorithm>

namespace htabsim {

void SlbPreload::add(Ea segment) {
  if (std::ranges::find(segments_, segment) == segments_.end()) segments_.push_back(segment);
}

// Linux then adds the segment of the program counter, which a plain trace may not tell.
void SlbPreload::begin_turn() {
  if (++turns_ % kTurnsToForget == 0 && !segments_.empty()) segments_.pop_front();
}

}  // namespace htabsim
