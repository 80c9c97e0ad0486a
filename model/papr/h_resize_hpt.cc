// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_resize_hpt.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "htabsim/model/hpt/hpte_lock.h"
#include "htabsim/model/hpt/page_address.h"
#include "htabsim/model/isa/hash.h"
#include "htabsim/model/papr/locked_hpte.h"
#include "htabsim/model/papr/reverse_map.h"
#include "htabsim/model/papr/tlbie_batch.h"

namespace htabsim {

namespace {

/// Ends the entry's translation and brings R and C to the guest's dword 1.
void make_absent(HptPort& port, const Partition& partition, const LockedHpte& locked) {
  clear_valid(port, locked, Meanwhile::kAbsent);
  invalidate_translation(port, partition, locked.entry, locked.index);
  const std::uint64_t dword1 = port.load(locked.index, HpteDword::k1);
  const std::uint64_t rc = dword1 & hpte_r::kRc;
  const std::uint64_t guest_r = port.load_guest_r(locked.index);
  record_page_rc(port, partition, {locked.entry.v, guest_r}, rc);
  if (any(rc, ~guest_r)) {
    port.store_guest_r(locked.index, partition.note_modification(guest_r | rc));
  }
  // Without its key an absent entry is memory, not MMIO (facts I2e).
  port.store(locked.index, HpteDword::k1, dword1 & ~hpte_r::kKey);
  unlock_hpte(port, locked.index, (locked.dword0 & ~hpte_v::kValid) | hpte_v::kAbsent);
}

HpteIndex place_in(const HptGeometry& geometry, const LockedHpte& moving, PageSize base,
                   const HptGeometry& old) {
  const HashKind kind =
      any(moving.entry.v, hpte_v::kSecondary) ? HashKind::kSecondary : HashKind::kPrimary;
  const VirtualAddress va = page_address(moving.entry, moving.index, base, old);
  const PtegIndex pteg = geometry.pteg(page_hash(va, base, kind));
  return first_slot(pteg) + moving.index.value() % kHptesPerPteg;
}

/// Takes one entry out of use, and copies it to `fresh` if it is bolted. Returns false if its place
/// there is taken.
bool move_entry(HptPort& port, const Partition& partition, HpteIndex index, HptImage& fresh) {
  const LockedHpte locked = lock_entry(port, index);
  if (locked.valid()) {
    make_absent(port, partition, locked);
  } else {
    unlock_entry(port, locked);
  }
  if (!locked.guest_valid() || !any(locked.entry.v, hpte_v::kBolted)) return true;
  const std::uint64_t guest_r = port.load_guest_r(index);
  const auto sizes = kvm_page_size(locked.entry.v, guest_r);
  if (!sizes) return true;

  const HpteIndex to = place_in(fresh.geometry(), locked, sizes->base, port.geometry());
  if (fresh.load(to, HpteDword::k0) != 0) return false;
  const std::uint64_t dword0 = port.load(index, HpteDword::k0) & ~hpte_v::kHvLock;
  fresh.store(to, HpteDword::k1, port.load(index, HpteDword::k1));
  fresh.store(to, HpteDword::k0, dword0);
  fresh.set_guest_r(to, guest_r);
  port.spend(SoftwareWork::kMove);
  return true;
}

bool may_hold_entry(const Pteg& line, unsigned slot) {
  return any(line[slot].v, hpte_v::kValid | hpte_v::kAbsent | hpte_v::kHvLock);
}

bool move_all(HptPort& port, const Partition& partition, HptImage& fresh) {
  for (PtegIndex pteg; pteg.value() < port.geometry().ptegs(); ++pteg) {
    const Pteg line = port.fetch_pteg(pteg);
    for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
      if (!may_hold_entry(line, slot)) continue;
      if (!move_entry(port, partition, first_slot(pteg) + slot, fresh)) return false;
    }
  }
  return true;
}

/// The largest table that QEMU gives a guest: twice the one it would have chosen for its memory, a
/// 128th of that (facts C9, I9).
unsigned most_order(const Partition& partition) {
  const std::uint64_t chosen = std::bit_ceil(partition.slots.bytes()) / 128;
  const auto twice_order = static_cast<unsigned>(std::bit_width(chosen));  // of a power of two
  return std::max(twice_order, HptGeometry::kMinOrder + 1);
}

/// Of the table and its reverse map, of which each entry has a word.
constexpr std::uint64_t lines_of(const HptGeometry& table) {
  constexpr std::uint64_t kLineBytes = sizeof(Pteg);
  return (table.bytes() + table.hptes() * sizeof(std::uint64_t)) / kLineBytes;
}

HcallStatus prepare(HptPort& port, Partition& partition, unsigned order) {
  auto& pending = partition.pending_table;
  if (pending && pending->order == order) {
    pending->found_ready = !pending->ready_at || pending->is_ready(port.now());
    return pending->found_ready ? HcallStatus::kSuccess : HcallStatus::kLongBusy100Ms;
  }
  pending = PendingTable{order};
  if (const auto now = port.now()) {
    pending->ready_at = *now + port.time_of(SoftwareWork::kClear) * lines_of(HptGeometry(order));
  }
  return HcallStatus::kLongBusy100Ms;
}

HcallStatus commit(HptPort& port, Partition& partition, std::uint64_t order) {
  const auto pending = partition.pending_table;
  // KVM gives the new table up on every way out (resize_hpt_release).
  if (partition.flavour == PaprFlavour::kvm) partition.pending_table.reset();
  if (!pending || pending->order != order) return HcallStatus::kClosed;
  if (!pending->is_ready(port.now())) return HcallStatus::kBusy;
  partition.pending_table.reset();
  HptImage fresh(HptGeometry(pending->order, port.geometry().format()));
  if (!move_all(port, partition, fresh)) return HcallStatus::kPtegFull;
  port.switch_table(std::move(fresh));
  return HcallStatus::kSuccess;
}

}  // namespace

HcallStatus h_resize_hpt_prepare(HptPort& port, Partition& partition, std::uint64_t flags,
                                 std::uint64_t order) {
  if (flags != 0 || (order != 0 && !HptGeometry::order_exists(order)))
    return HcallStatus::kParameter;
  if (partition.flavour == PaprFlavour::qemu && order > most_order(partition)) {
    return HcallStatus::kResource;
  }
  HcallStatus status = HcallStatus::kSuccess;
  port.change_shared([&] {
    if (order == 0) {
      partition.pending_table.reset();
    } else {
      status = prepare(port, partition, static_cast<unsigned>(order));
    }
  });
  return status;
}

HcallStatus h_resize_hpt_commit(HptPort& port, Partition& partition, std::uint64_t flags,
                                std::uint64_t order) {
  if (flags != 0) {
    return partition.flavour == PaprFlavour::lopar ? HcallStatus::kClosed : HcallStatus::kParameter;
  }
  const bool kvm = partition.flavour == PaprFlavour::kvm;
  if (kvm && order != 0 && !HptGeometry::order_exists(order)) return HcallStatus::kParameter;
  return commit_new_table(port, partition, order);
}

HcallStatus commit_new_table(HptPort& port, Partition& partition, std::uint64_t order) {
  const bool holds = !partition.has(Defect::commit_lets_others_run);
  if (holds) port.hold_others();
  const HcallStatus status = commit(port, partition, order);
  if (holds) port.release_others();
  return status;
}

}  // namespace htabsim
