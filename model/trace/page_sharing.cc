// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/page_sharing.h"

#include <algorithm>

namespace htabsim {

void PageSharing::change_to(std::uint64_t sharer) {
  const auto next = static_cast<std::uint32_t>(sharers_.size());
  const auto [known, is_new] = positions_.try_emplace(sharer, next);
  if (is_new) sharers_.push_back({.number = sharer});
  current_ = known->second;
}

std::vector<Sharer> PageSharing::sharers() const {
  std::vector<Sharer> sharers = sharers_;
  std::ranges::sort(sharers, [](const Sharer& a, const Sharer& b) {
    return a.accesses != b.accesses ? a.accesses > b.accesses : a.number < b.number;
  });
  return sharers;
}

}  // namespace htabsim
