// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/store_queues.h"

#include <algorithm>

namespace htabsim {

StoreQueues::Owner& StoreQueues::of(const Initiator& initiator, Lpid lpid) {
  const auto known =
      owners_.try_emplace(initiator.id, Owner{initiator, lpid, StoreQueue(entries_, drain_)}).first;
  return known->second;
}

bool StoreQueues::empty() const {
  return std::ranges::all_of(owners_, [](const auto& owner) { return owner.second.queue.empty(); });
}

bool StoreQueues::empty(InitiatorId initiator) const {
  const auto owner = owners_.find(initiator);
  return owner == owners_.end() || owner->second.queue.empty();
}

// A page's record is changed under a lock of its own, which is released behind an lwsync (O5).
bool StoreQueues::hold_back(const tlm::tlm_generic_payload& payload,
                            const HptExtension& extension) const {
  const auto owner = owners_.find(extension.initiator.id);
  if (owner == owners_.end() || payload.is_read()) return false;
  const StoreQueue& queue = owner->second.queue;
  if (!payload.is_write()) return !queue.empty();
  switch (extension.atomic) {
    case HptExtension::Atomic::kStoreConditional:
      return queue.holds_back(payload.get_address(), extension.barriers);
    case HptExtension::Atomic::kMerge:
    case HptExtension::Atomic::kClear:
      return !queue.empty();
    case HptExtension::Atomic::kNone:
      break;
  }
  return is_queued(payload, extension) && queue.full();
}

bool StoreQueues::supply(InitiatorId initiator, std::uint64_t dword) const {
  const auto owner = owners_.find(initiator);
  return owner != owners_.end() && owner->second.queue.supplies(dword);
}

std::uint64_t StoreQueues::seen_by(InitiatorId initiator, std::uint64_t dword,
                                   std::uint64_t value) const {
  const auto owner = owners_.find(initiator);
  return owner == owners_.end() ? value : owner->second.queue.seen_by_owner(dword, value);
}

bool StoreQueues::others_change(const HptExtension& by, std::uint64_t dword) const {
  return std::ranges::any_of(owners_, [&](const auto& entry) {
    const Owner& owner = entry.second;
    return owner.initiator.id != by.initiator.id && owner.lpid == by.lpid &&
           owner.queue.changes(dword);
  });
}

void StoreQueues::note_visible(Lpid lpid, HpteIndex index, std::uint64_t dword0) {
  if (any(dword0, hpte_v::kHvLock)) {
    amid_update_.emplace(lpid, index);
  } else {
    amid_update_.erase({lpid, index});
  }
}

bool StoreQueues::are_amid_update(Lpid lpid, PtegIndex pteg) const {
  const auto next = amid_update_.lower_bound({lpid, first_slot(pteg)});
  return next != amid_update_.end() && next->first == lpid && pteg_of(next->second) == pteg;
}

}  // namespace htabsim
