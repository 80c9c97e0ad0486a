// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/hpte_lock.h"

namespace htabsim {

std::optional<std::uint64_t> try_lock_hpte(HptPort& port, HpteIndex index, std::uint64_t busy) {
  const std::uint64_t dword0 = port.load(index, HpteDword::k0);
  const bool is_free = !any(dword0, busy | hpte_v::kHvLock);
  const bool taken = is_free && port.store_conditional(index, dword0, dword0 | hpte_v::kHvLock);
  port.barrier(BarrierPoint::try_lock_isync);
  if (taken) return dword0;
  if (is_free) port.note_race(Race::kStoreConditionalFailed);
  return std::nullopt;
}

std::uint64_t lock_hpte(HptPort& port, HpteIndex index) {
  for (bool first = true;; first = false) {
    if (const auto dword0 = try_lock_hpte(port, index, 0)) return *dword0;
    if (first) port.note_race(Race::kLockHeld);
    port.spend(SoftwareWork::kSpin);
  }
}

void unlock_hpte(HptPort& port, HpteIndex index, std::uint64_t dword0) {
  port.barrier(BarrierPoint::unlock_lwsync);
  port.store(index, HpteDword::k0, dword0 & ~hpte_v::kHvLock);
}

}  // namespace htabsim
