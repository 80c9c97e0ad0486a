// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/hpt/port.h"

namespace htabsim {

/// KVM's protocol on HVLOCK, the spin lock in dword 0 of each entry (facts J8). Dword values are in
/// the processor's memory format; the bits used here have the same place in each.

/// Takes the lock by ldarx, test, stcx., isync (facts O12), unless a bit of `busy` is set or the
/// stcx. fails. Returns dword 0 without the lock bit, or nothing.
std::optional<std::uint64_t> try_lock_hpte(HptPort& port, HpteIndex index, std::uint64_t busy);

/// Spins until it has the lock; returns dword 0 without the lock bit.
std::uint64_t lock_hpte(HptPort& port, HpteIndex index);

/// Orders all earlier accesses, then stores `dword0` with the lock released.
void unlock_hpte(HptPort& port, HpteIndex index, std::uint64_t dword0);

}  // namespace htabsim
