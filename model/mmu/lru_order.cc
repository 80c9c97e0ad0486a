// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/lru_order.h"

namespace htabsim {

LruOrder::LruOrder(std::size_t ways) : last_use_(ways), heap_(ways) {
  for (std::size_t way = 0; way < ways; ++way) heap_[way].way = static_cast<std::uint32_t>(way);
}

// No use is older than it is known to be, so a top that is up to date is the oldest of all.
std::size_t LruOrder::oldest() {
  while (heap_.front().use != last_use_[heap_.front().way]) {
    heap_.front().use = last_use_[heap_.front().way];
    sink_top();
  }
  return heap_.front().way;
}

void LruOrder::sink_top() {
  const Known top = heap_.front();
  std::size_t at = 0;
  for (std::size_t below = 1; below < heap_.size(); below = 2 * at + 1) {
    if (below + 1 < heap_.size() && heap_[below + 1].use < heap_[below].use) ++below;
    if (heap_[below].use >= top.use) break;
    heap_[at] = heap_[below];
    at = below;
  }
  heap_[at] = top;
}

}  // namespace htabsim
