// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/page_chains.h"

#include <algorithm>

#include "htabsim/model/isa/hpte.h"

namespace htabsim {

void PageChains::note(HpteIndex index, std::uint64_t dword0, std::uint64_t guest_r) {
  if (any(dword0, hpte_v::kHvLock)) {
    locked_.insert(index);
  } else {
    locked_.erase(index);
  }
  const bool valid = any(dword0, hpte_v::kValid);
  const GuestReal page(guest_r & hpte_r::kRpn);
  const auto known = valid_.find(index);
  if (known != valid_.end()) {
    if (valid && known->second == page) return;
    by_page_.erase({known->second, index});
    valid_.erase(known);
  }
  if (!valid) return;
  valid_.emplace(index, page);
  by_page_.emplace(page, index);
}

std::vector<HpteIndex> PageChains::entries_of(const MemorySlots& slots, GuestReal page) const {
  std::vector<HpteIndex> entries(locked_.begin(), locked_.end());
  if (const auto span = slots.host_page_span(page)) {
    auto link = by_page_.lower_bound({span->first, HpteIndex(0)});
    for (; link != by_page_.end() && link->first <= span->last; ++link) {
      if (!locked_.contains(link->second)) entries.push_back(link->second);
    }
  }
  std::ranges::sort(entries);
  return entries;
}

std::optional<HpteIndex> PageChains::next_valid(HpteIndex hand) const {
  if (valid_.empty()) return std::nullopt;
  const auto next = valid_.lower_bound(hand);
  return next != valid_.end() ? next->first : valid_.begin()->first;
}

}  // namespace htabsim
