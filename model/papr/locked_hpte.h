// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// An entry whose HVLOCK the caller holds, as it stood when the lock was taken. Software cannot
/// change the entry meanwhile; hardware can still set R and C while VALID is set, and until the
/// tlbie sequence ends (facts F1, F3, J8).
struct LockedHpte {
  HpteIndex index;
  std::uint64_t dword0 = 0;  ///< in memory format, without the lock
  Hpte entry;                ///< in the ISA 2.07 format, without the lock

  /// Valid to hardware.
  [[nodiscard]] bool valid() const { return any(entry.v, hpte_v::kValid); }
  /// Valid to the guest: VALID or ABSENT.
  [[nodiscard]] bool guest_valid() const { return any(entry.v, hpte_v::kValid | hpte_v::kAbsent); }
};

/// Spins for the lock, then reads the entry.
LockedHpte lock_entry(HptPort& port, HpteIndex index);
/// Tries once to take the lock; returns nothing if it is held or the stcx. fails.
std::optional<LockedHpte> try_lock_entry(HptPort& port, HpteIndex index);

/// Reads the entry without its lock, as if it were held: for Defect::protect_without_lock.
LockedHpte read_unlocked_entry(HptPort& port, HpteIndex index);

/// Releases the lock and leaves dword 0 as it was when the lock was taken.
void unlock_entry(HptPort& port, const LockedHpte& locked);

/// What those that look without locking see of an entry that loses VALID while it stays locked:
/// nothing, or an ABSENT entry. The translation remains cached until a tlbie.
enum class Meanwhile : std::uint8_t { kNothing, kAbsent };
void clear_valid(HptPort& port, const LockedHpte& locked, Meanwhile meanwhile);

/// Clears C of a locked VALID entry in memory. The entry stays ABSENT until the lock is released
/// with VALID, so that no store can set C unseen. Returns dword 1 from before, with R and C final.
std::uint64_t take_hardware_changed(HptPort& port, const Partition& partition,
                                    const LockedHpte& locked);

/// Writes a locked entry that is not VALID, and unlocks it: dword 1, eieio, dword 0, ptesync (facts
/// G1). `entry` is in the ISA 2.07 format.
void publish_entry(HptPort& port, HpteIndex index, Hpte entry);
/// The same for an entry in memory format.
void publish_in_memory_format(HptPort& port, HpteIndex index, const Hpte& memory);

}  // namespace htabsim
