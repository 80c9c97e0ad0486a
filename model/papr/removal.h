// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/papr/locked_hpte.h"

namespace htabsim {

/// What H_REMOVE and H_BULK_REMOVE have in common.

/// Whether the entry exists and passes the tests in `flags` (kAvpn, kAndCond, both or none)
/// against the caller's `avpn` (facts I3).
bool selected(const LockedHpte& locked, std::uint64_t flags, std::uint64_t avpn);

/// Takes the entry out and unlocks the slot. VALID must be clear in memory and every use of the
/// translation over, so that R and C are final (facts F3, R51). Returns the guest's dword 1.
std::uint64_t retire_entry(HptPort& port, const Partition& partition, const LockedHpte& locked);

}  // namespace htabsim
