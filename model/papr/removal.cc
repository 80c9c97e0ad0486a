// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/removal.h"

#include "htabsim/model/hpt/hpte_lock.h"
#include "htabsim/model/papr/hcall_codes.h"
#include "htabsim/model/papr/reverse_map.h"

namespace htabsim {

bool selected(const LockedHpte& locked, std::uint64_t flags, std::uint64_t avpn) {
  if (!locked.guest_valid()) return false;
  if (any(flags, hcall_flag::kAvpn) && (locked.entry.v & hpte_v::kCompare) != avpn) return false;
  // The condition sees the dword as it stands in memory, with the lock that is being held.
  const std::uint64_t in_memory = locked.entry.v | hpte_v::kHvLock;
  return !any(flags, hcall_flag::kAndCond) || !any(in_memory, avpn);
}

std::uint64_t retire_entry(HptPort& port, const Partition& partition, const LockedHpte& locked) {
  std::uint64_t guest_r = port.load_guest_r(locked.index);
  if (locked.valid()) {
    const std::uint64_t dword1 = partition.has(Defect::remove_reads_rc_early)
                                     ? locked.entry.r
                                     : port.load(locked.index, HpteDword::k1);
    const std::uint64_t rc = dword1 & hpte_r::kRc;
    guest_r |= rc;
    record_page_rc(port, partition, {locked.entry.v, guest_r}, rc);
  }
  port.store_guest_r(locked.index, partition.note_modification(guest_r));
  unlock_hpte(port, locked.index, 0);
  return guest_r & ~hpte_r::kModified;
}

}  // namespace htabsim
