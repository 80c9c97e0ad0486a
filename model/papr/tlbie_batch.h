// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"

namespace htabsim {

/// Whose cached translations an invalidation takes: those of the core that it is done on, by
/// tlbiel, or those of all (facts H6).
enum class TlbieReach : std::uint8_t { local, global };

/// How far H_REMOVE, H_BULK_REMOVE and H_PROTECT invalidate: on their own core alone while the
/// guest has no other processor (facts H9; KVM: global_invalidates). No processor moves to another
/// core here, so none has translations from before such a time.
TlbieReach hcall_tlbie_reach(const Partition& partition);

/// Whether stores before the batch must be ordered before its invalidations (facts G2, G4).
enum class SyncBefore : std::uint8_t { none, ptesync };

/// Invalidates the translations of some entries and waits until no access through them is left, so
/// that R and C of the entries are final (facts F3, H7; KVM: do_tlbies): tlbie for each, once more
/// for the last with POWER9's erratum (facts H8), eieio; tlbsync; ptesync; or tlbiel for each and
/// ptesync.
void do_tlbies(HptPort& port, const Partition& partition, std::span<const TlbieRb> operands,
               TlbieReach reach, SyncBefore before = SyncBefore::ptesync);

/// The operand for an entry in the ISA 2.07 format; nothing if its L and LP are no page size.
std::optional<TlbieRb> tlbie_operand(Hpte entry, HpteIndex index);

/// do_tlbies() for one entry in the ISA 2.07 format; nothing if its L and LP are no page size.
void invalidate_translation(HptPort& port, const Partition& partition, Hpte entry, HpteIndex index,
                            TlbieReach reach = TlbieReach::global);

}  // namespace htabsim
