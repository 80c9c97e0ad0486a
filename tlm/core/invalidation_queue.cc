// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/invalidation_queue.h"

#include <algorithm>
#include <cassert>

namespace htabsim {

void InvalidationQueue::post(Cycles arrival, const TlbieTarget& target) {
  assert(messages_.empty() || messages_.back().arrival <= arrival);
  messages_.push_back({arrival, target});
}

Cycles InvalidationQueue::next_arrival() const {
  return applied_ < messages_.size() ? messages_[applied_].arrival : kNever;
}

void InvalidationQueue::end_lookup(Cycles began) {
  const auto found = std::ranges::find(lookups_, began);
  assert(found != lookups_.end());
  lookups_.erase(found);
  forget();
}

void InvalidationQueue::forget() {
  if (applied_ == 0) return;
  const auto oldest = std::ranges::min_element(lookups_);
  while (applied_ > 0 && (oldest == lookups_.end() || messages_.front().arrival < *oldest)) {
    messages_.pop_front();
    --applied_;
  }
}

}  // namespace htabsim
