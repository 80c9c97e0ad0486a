// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_clear_rc.h"

#include <cassert>

#include "htabsim/model/hpt/hpte_lock.h"
#include "htabsim/model/papr/locked_hpte.h"
#include "htabsim/model/papr/reverse_map.h"
#include "htabsim/model/papr/tlbie_batch.h"

namespace htabsim {

namespace {

/// Clears R of a VALID entry. Gives back the R and C that hardware had set.
std::uint64_t clear_hardware_r(HptPort& port, const Partition& partition, const LockedHpte& locked,
                               std::uint64_t guest_r) {
  const std::uint64_t rc = locked.entry.r & hpte_r::kRc;
  if (!any(rc, hpte_r::kReferenced)) return rc;
  const auto byte = static_cast<std::uint8_t>((locked.entry.r & ~hpte_r::kReferenced) >> 8);
  port.store_rc_byte(locked.index, RcByte::kReferenced, byte);
  const auto operand = tlbie_operand(locked.entry, locked.index);
  assert(operand && "H_ENTER lets no other encoding into the table");
  do_tlbies(port, partition, {&*operand, 1}, TlbieReach::global, SyncBefore::none);
  record_page_rc(port, partition, {locked.entry.v, guest_r}, hpte_r::kReferenced);
  return rc;
}

/// Clears C of a VALID entry, likewise.
std::uint64_t clear_hardware_c(HptPort& port, const Partition& partition, const LockedHpte& locked,
                               std::uint64_t guest_r) {
  const std::uint64_t dword1 = take_hardware_changed(port, partition, locked);
  if (any(dword1, hpte_r::kChanged)) {
    mark_page_dirty(port, partition, {locked.entry.v, guest_r});
  }
  return dword1 & hpte_r::kRc;
}

template <class ClearHardware>
ClearResult clear_bit(HptPort& port, const Partition& partition, HpteIndex ptex, std::uint64_t bit,
                      ClearHardware clear_hardware) {
  if (!port.geometry().contains(ptex)) return {HcallStatus::kParameter, 0};
  const LockedHpte locked = lock_entry(port, ptex);
  if (!locked.guest_valid()) {
    unlock_entry(port, locked);
    return {HcallStatus::kNotFound, 0};
  }
  std::uint64_t old_r = take_guest_bit(port, partition, ptex, bit);
  if (locked.valid()) old_r |= clear_hardware(port, partition, locked, old_r);
  unlock_entry(port, locked);
  // KVM returns its own copy as it is, with the modified flag that a reader's descriptor set.
  const bool as_it_is = partition.flavour == PaprFlavour::kvm;
  return {HcallStatus::kSuccess, as_it_is ? old_r : old_r & ~hpte_r::kModified};
}

}  // namespace

ClearResult h_clear_ref(HptPort& port, const Partition& partition, HpteIndex ptex) {
  return clear_bit(port, partition, ptex, hpte_r::kReferenced, clear_hardware_r);
}

ClearResult h_clear_mod(HptPort& port, const Partition& partition, HpteIndex ptex) {
  return clear_bit(port, partition, ptex, hpte_r::kChanged, clear_hardware_c);
}

}  // namespace htabsim
