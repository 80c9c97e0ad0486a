// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/locked_hpte.h"

#include "htabsim/model/hpt/hpte_lock.h"
#include "htabsim/model/papr/tlbie_batch.h"

namespace htabsim {

namespace {

LockedHpte read_locked(HptPort& port, HpteIndex index, std::uint64_t dword0) {
  const std::uint64_t dword1 = port.load(index, HpteDword::k1);
  return {index, dword0, from_memory_format({dword0, dword1}, port.geometry().format())};
}

}  // namespace

LockedHpte lock_entry(HptPort& port, HpteIndex index) {
  return read_locked(port, index, lock_hpte(port, index));
}

std::optional<LockedHpte> try_lock_entry(HptPort& port, HpteIndex index) {
  const auto dword0 = try_lock_hpte(port, index, 0);
  if (!dword0) return std::nullopt;
  return read_locked(port, index, *dword0);
}

LockedHpte read_unlocked_entry(HptPort& port, HpteIndex index) {
  return read_locked(port, index, port.load(index, HpteDword::k0) & ~hpte_v::kHvLock);
}

void unlock_entry(HptPort& port, const LockedHpte& locked) {
  unlock_hpte(port, locked.index, locked.dword0);
}

void clear_valid(HptPort& port, const LockedHpte& locked, Meanwhile meanwhile) {
  std::uint64_t dword0 = (locked.dword0 & ~hpte_v::kValid) | hpte_v::kHvLock;
  if (meanwhile == Meanwhile::kAbsent) dword0 |= hpte_v::kAbsent;
  port.store(locked.index, HpteDword::k0, dword0);
}

std::uint64_t take_hardware_changed(HptPort& port, const Partition& partition,
                                    const LockedHpte& locked) {
  clear_valid(port, locked, Meanwhile::kAbsent);
  invalidate_translation(port, partition, locked.entry, locked.index);
  const std::uint64_t dword1 = port.load(locked.index, HpteDword::k1);
  if (any(dword1, hpte_r::kChanged)) {
    port.store(locked.index, HpteDword::k1, dword1 & ~hpte_r::kChanged);
  }
  return dword1;
}

void publish_entry(HptPort& port, HpteIndex index, Hpte entry) {
  publish_in_memory_format(port, index, to_memory_format(entry, port.geometry().format()));
}

void publish_in_memory_format(HptPort& port, HpteIndex index, const Hpte& memory) {
  port.store(index, HpteDword::k1, memory.r);
  port.barrier(BarrierPoint::publish_eieio);
  port.store(index, HpteDword::k0, memory.v);
  port.barrier(BarrierPoint::publish_ptesync);
}

}  // namespace htabsim
