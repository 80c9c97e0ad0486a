// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/invalidations.h"

#include <algorithm>

namespace htabsim {

bool Invalidations::any_pending() const {
  return std::ranges::any_of(processors_,
                             [](const Processor& one) { return !one.pending.empty(); });
}

void Invalidations::deliver(unsigned processor) {
  Processor& one = processors_[processor];
  const Posted arrived = one.pending.front();
  one.pending.erase(one.pending.begin());
  const bool waits = waits_ == Waits::kAlways || is_second(one, arrived);
  if (one.looking_up && waits) one.met_lookup.push_back(arrived);
}

/// Whether the same tlbie has arrived before; each two make a pair.
bool Invalidations::is_second(Processor& one, const Posted& arrived) {
  const auto before = std::ranges::find(one.passed, arrived.rb.value,
                                        [](const Posted& posted) { return posted.rb.value; });
  if (before == one.passed.end()) {
    one.passed.push_back(arrived);
    return false;
  }
  one.passed.erase(before);
  return true;
}

void Invalidations::end_lookup(unsigned processor) {
  processors_[processor].looking_up = false;
  processors_[processor].met_lookup.clear();
}

bool Invalidations::complete(unsigned from) const {
  const auto is_from = [from](const Posted& posted) {
    return posted.from == from && posted.ordered == Ordered::kYes;
  };
  return std::ranges::none_of(processors_, [&](const Processor& one) {
    return std::ranges::any_of(one.pending, is_from) ||
           std::ranges::any_of(one.met_lookup, is_from);
  });
}

void Invalidations::order(unsigned from) {
  for (Processor& one : processors_) {
    for (Queue* queue : {&one.pending, &one.met_lookup}) {
      for (Posted& posted : *queue) {
        if (posted.from == from) posted.ordered = Ordered::kYes;
      }
    }
  }
}

void Invalidations::add_state(Digest& digest, std::span<const unsigned> renamed,
                              std::span<const unsigned> order) const {
  const auto add_queue = [&](const Queue& queue) {
    digest.add(queue.size());
    for (const Posted& posted : queue) {
      digest.add(renamed.empty() ? posted.from : renamed[posted.from]).add(posted.rb.value);
      digest.add(static_cast<std::uint64_t>(posted.ordered));
    }
  };
  for (std::size_t i = 0; i < processors_.size(); ++i) {
    const Processor& one = processors_[order.empty() ? i : order[i]];
    digest.add(one.looking_up);
    for (const Queue* queue : {&one.pending, &one.met_lookup, &one.passed}) add_queue(*queue);
  }
}

}  // namespace htabsim
