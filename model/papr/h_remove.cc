// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_remove.h"

#include "htabsim/model/hpt/hpte_lock.h"
#include "htabsim/model/papr/locked_hpte.h"
#include "htabsim/model/papr/removal.h"
#include "htabsim/model/papr/tlbie_batch.h"

namespace htabsim {

RemoveResult h_remove(HptPort& port, const Partition& partition, std::uint64_t flags,
                      HpteIndex ptex, std::uint64_t avpn) {
  if (!port.geometry().contains(ptex)) return {HcallStatus::kParameter, {}};
  const LockedHpte locked = lock_entry(port, ptex);
  if (!selected(locked, flags, avpn)) {
    unlock_entry(port, locked);
    return {HcallStatus::kNotFound, {}};
  }
  if (locked.valid()) {
    clear_valid(port, locked, Meanwhile::kNothing);
    invalidate_translation(port, partition, locked.entry, ptex, hcall_tlbie_reach(partition));
  }
  const std::uint64_t guest_r = retire_entry(port, partition, locked);
  const std::uint64_t guest_v = (locked.entry.v & ~hpte_v::kAbsent) | hpte_v::kValid;
  return {HcallStatus::kSuccess, {guest_v, guest_r}};
}

}  // namespace htabsim
