// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/dirty_log.h"

#include "htabsim/model/hpt/hpte_lock.h"
#include "htabsim/model/papr/hardware_view.h"
#include "htabsim/model/papr/locked_hpte.h"
#include "htabsim/model/papr/reverse_map.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kRecordedPage = 4096;

/// Looked at without the lock.
bool may_have_changed(HptPort& port, const Partition& partition, HpteIndex index) {
  const std::uint64_t dword1 = port.load(index, HpteDword::k1);
  const bool late = partition.running_vcpus == 0 && writable(dword1);
  if (!any(dword1, hpte_r::kChanged) && !late) return false;
  return any(port.load(index, HpteDword::k0), hpte_v::kValid | hpte_v::kHvLock);
}

bool take_from_record(HptPort& port, GuestReal page) {
  if (!any(port.load_page_rc(page), kDirtyPage)) return false;
  port.clear_page_rc(page, kDirtyPage);
  return true;
}

}  // namespace

bool harvest_changed(HptPort& port, const Partition& partition, HpteIndex index) {
  if (!may_have_changed(port, partition, index)) return false;
  const LockedHpte locked = lock_entry(port, index);
  if (!locked.valid()) {
    unlock_entry(port, locked);
    port.note_race(Race::kHostOvertaken);
    return false;
  }
  const bool changed = any(take_hardware_changed(port, partition, locked), hpte_r::kChanged);
  if (changed) {
    const std::uint64_t guest_r = port.load_guest_r(index);
    mark_page_dirty(port, partition, {locked.entry.v, guest_r});
    if (!any(guest_r, hpte_r::kChanged)) {
      port.store_guest_r(index, partition.note_modification(guest_r | hpte_r::kChanged));
    }
  }
  unlock_entry(port, locked);
  return changed;
}

std::uint64_t take_dirty_log(HptPort& port, const Partition& partition) {
  for (HpteIndex index; port.geometry().contains(index); ++index) {
    harvest_changed(port, partition, index);
  }
  std::uint64_t pages = 0;
  for (const MemorySlot& slot : partition.slots.all()) {
    for (std::uint64_t offset = 0; offset < slot.bytes; offset += kRecordedPage) {
      if (take_from_record(port, slot.base + offset)) ++pages;
    }
  }
  return pages;
}

}  // namespace htabsim
