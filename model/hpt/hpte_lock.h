// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/hpt/port.h"

namespace htabsim {

/// KVM's protocol on HVLOCK, the spin lock in dword 0 of each entry (facts J8). Dword values are in
/// the processor's memory format; the bits used here have the same place in each.

/// ldarx, test, stcx.: takes the lock unless a bit of `busy` is set or the stcx. fails. Gives back
/// dword 0 as it was, without the lock.
std::optional<std::uint64_t> try_lock_hpte(HptPort& port, HpteIndex index, std::uint64_t busy);

/// Spins until the lock is taken; gives back dword 0 as it was, without the lock.
std::uint64_t lock_hpte(HptPort& port, HpteIndex index);

/// Orders everything before it, then stores dword 0 with the lock released.
void unlock_hpte(HptPort& port, HpteIndex index, std::uint64_t dword0);

/// ptesync; tlbie; eieio; tlbsync; ptesync: no access through the old translation is left when it
/// returns, so R and C of the entry are final (facts F3, H7). `entry` is in the ISA 2.07 format.
void invalidate_translation(HptPort& port, Hpte entry, HpteIndex index);

}  // namespace htabsim
