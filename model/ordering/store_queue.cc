// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/ordering/store_queue.h"

#include <algorithm>

namespace htabsim {

namespace {

constexpr std::uint64_t kDwordBytes = 8;

bool is_within(const QueuedStore& store, std::uint64_t dword) {
  return store.address / kDwordBytes == dword / kDwordBytes;
}

/// Bytes of a doubleword are counted from its most significant one.
std::uint64_t merged(std::uint64_t value, const QueuedStore& store) {
  if (store.bytes == kDwordBytes) return store.value;
  const std::uint64_t shift = (kDwordBytes - 1 - store.address % kDwordBytes) * 8;
  return (value & ~(std::uint64_t{0xff} << shift)) | (store.value & 0xff) << shift;
}

}  // namespace

void StoreQueue::issue(QueuedStore store) {
  store.number = issued_++;
  stores_.push_back(store);
}

bool StoreQueue::must_follow(LineNumber line, std::uint64_t barriers,
                             const QueuedStore& older) const {
  return drain_ == StoreDrain::in_order || older.line() == line || older.barriers < barriers;
}

bool StoreQueue::may_go(std::size_t position) const {
  const QueuedStore& store = stores_[position];
  const auto end = stores_.begin() + static_cast<std::ptrdiff_t>(position);
  return std::none_of(stores_.begin(), end, [&](const QueuedStore& older) {
    return must_follow(store.line(), store.barriers, older);
  });
}

QueuedStore* StoreQueue::next_to_go() {
  for (std::size_t i = 0; i < stores_.size(); ++i) {
    if (!stores_[i].is_under_way && may_go(i)) return &stores_[i];
  }
  return nullptr;
}

StoreQueue::Visible StoreQueue::take(std::uint64_t number) {
  const auto at = std::ranges::find(stores_, number, &QueuedStore::number);
  const Visible visible{*at, at != stores_.begin()};
  stores_.erase(at);
  return visible;
}

bool StoreQueue::holds_back(std::uint64_t address, std::uint64_t barriers) const {
  return std::ranges::any_of(stores_, [&](const QueuedStore& older) {
    return must_follow(LineNumber(address / kLineBytes), barriers, older);
  });
}

bool StoreQueue::supplies(std::uint64_t dword) const {
  return std::ranges::any_of(stores_, [dword](const QueuedStore& store) {
    return store.bytes == kDwordBytes && is_within(store, dword);
  });
}

bool StoreQueue::changes(std::uint64_t dword) const {
  return std::ranges::any_of(stores_,
                             [dword](const QueuedStore& store) { return is_within(store, dword); });
}

std::uint64_t StoreQueue::seen_by_owner(std::uint64_t dword, std::uint64_t value) const {
  for (const QueuedStore& store : stores_) {
    if (is_within(store, dword)) value = merged(value, store);
  }
  return value;
}

}  // namespace htabsim
