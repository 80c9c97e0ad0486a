// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

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
/// One try for the lock; nothing if it is held or the stcx. fails.
std::optional<LockedHpte> try_lock_entry(HptPort& port, HpteIndex index);

/// For Defect::protect_without_lock: the entry without its lock, as if it were held.
LockedHpte read_unlocked_entry(HptPort& port, HpteIndex index);

/// Releases the lock and leaves dword 0 as it was when the lock was taken.
void unlock_entry(HptPort& port, const LockedHpte& locked);

/// Still locked, VALID goes: what stays of the entry for those that look without locking is
/// nothing, or an absent entry. The translation remains cached until a tlbie.
enum class Meanwhile : std::uint8_t { kNothing, kAbsent };
void clear_valid(HptPort& port, const LockedHpte& locked, Meanwhile meanwhile);

/// Clears C of a locked VALID entry in memory, which stays absent, so that no store can set it
/// again unseen, until the lock is released with VALID. Gives dword 1 as it was when that was
/// final.
std::uint64_t take_hardware_changed(HptPort& port, const LockedHpte& locked);

/// Writes a locked entry that is not VALID: dword 1, eieio, dword 0, which also unlocks, ptesync
/// (facts G1). `entry` is in the ISA 2.07 format.
void publish_entry(HptPort& port, HpteIndex index, Hpte entry);

}  // namespace htabsim
