// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/host_page.h"

#include <optional>

#include "htabsim/model/hpt/hpte_lock.h"
#include "htabsim/model/papr/locked_hpte.h"
#include "htabsim/model/papr/reverse_map.h"
#include "htabsim/model/papr/tlbie_batch.h"

namespace htabsim {

namespace {

/// Nothing if the page size is none that KVM knows.
std::optional<GuestReal> page_of(const LockedHpte& locked, std::uint64_t guest_r) {
  const auto sizes = kvm_page_size(locked.entry.v, guest_r);
  if (!sizes) return std::nullopt;
  return guest_page(guest_r, sizes->actual);
}

/// The translation must be gone, so that R and C are final (facts F3).
void harvest_rc(HptPort& port, const Partition& partition, const LockedHpte& locked,
                std::uint64_t guest_r) {
  const std::uint64_t dword1 = port.load(locked.index, HpteDword::k1);
  // Without its key an absent entry is memory, not MMIO (facts I2e).
  port.store(locked.index, HpteDword::k1, dword1 & ~hpte_r::kKey);
  const std::uint64_t rc = dword1 & hpte_r::kRc;
  record_page_rc(port, partition, {locked.entry.v, guest_r}, rc);
  if (any(rc, ~guest_r)) {
    port.store_guest_r(locked.index, partition.note_modification(guest_r | rc));
  }
}

/// A locked VALID entry becomes ABSENT, and is unlocked.
void make_absent(HptPort& port, const Partition& partition, const LockedHpte& locked,
                 std::uint64_t guest_r) {
  clear_valid(port, locked, Meanwhile::kAbsent);
  invalidate_translation(port, partition, locked.entry, locked.index);
  harvest_rc(port, partition, locked, guest_r);
  unlock_hpte(port, locked.index, (locked.dword0 & ~hpte_v::kValid) | hpte_v::kAbsent);
}

/// Takes the page from an entry that was found to map it. Returns false if the entry no longer
/// does.
bool withdraw_from_entry(HptPort& port, const Partition& partition, HpteIndex index,
                         GuestReal page) {
  const LockedHpte locked = lock_entry(port, index);
  const std::uint64_t guest_r = port.load_guest_r(index);
  const bool maps = partition.slots.share_host_page(page, GuestReal(guest_r & hpte_r::kRpn));
  if (!locked.valid() || !maps) {
    unlock_entry(port, locked);
    port.note_race(Race::kHostOvertaken);
    return false;
  }
  make_absent(port, partition, locked, guest_r);
  return true;
}

}  // namespace

void withdraw_host_page(HptPort& port, Partition& partition, HpteIndex index) {
  const LockedHpte locked = lock_entry(port, index);
  if (!locked.valid()) {
    unlock_entry(port, locked);
    return;
  }
  const std::uint64_t guest_r = port.load_guest_r(index);
  // From now on no other entry of the guest may get the page (R61).
  if (const auto page = page_of(locked, guest_r)) partition.slots.withdraw(*page);
  make_absent(port, partition, locked, guest_r);
}

void write_protect_host_page(HptPort& port, Partition& partition, HpteIndex index) {
  const LockedHpte locked = lock_entry(port, index);
  const std::uint64_t guest_r = port.load_guest_r(index);
  if (const auto page = page_of(locked, guest_r); page && locked.guest_valid()) {
    partition.slots.write_protect(*page);
    partition.slots.withdraw(*page);
  }
  if (locked.valid()) {
    make_absent(port, partition, locked, guest_r);
  } else {
    unlock_entry(port, locked);
  }
}

unsigned withdraw_host_page(HptPort& port, Partition& partition, GuestReal page) {
  port.change_shared([&] { partition.slots.begin_withdrawal(page); });
  unsigned withdrawn = 0;
  for (const HpteIndex index : port.entries_of(partition.slots, page)) {
    if (withdraw_from_entry(port, partition, index, page)) ++withdrawn;
  }
  port.change_shared([&] { partition.slots.end_withdrawal(); });
  return withdrawn;
}

}  // namespace htabsim
