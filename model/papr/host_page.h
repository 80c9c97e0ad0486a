// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Withdraws the host's page from the entry at `index`. VALID becomes ABSENT: the guest notices
/// nothing, and its next access goes to the host. R and C that hardware has set go to the page's
/// record and to the guest's dword 1, where only a new bit is a change (R54). Does nothing to an
/// entry that is not VALID.
///
/// Does not look for other entries of the same page; the caller names each.
void withdraw_host_page(HptPort& port, Partition& partition, HpteIndex index);

/// Write-protects the host's page that the entry at `index` maps, as for copy-on-write or to merge
/// equal pages: the entry loses it as above, and whoever faults on it next finds it read-only,
/// unless the host has made it writable for a store (KVM: an MMU notifier's invalidation).
void write_protect_host_page(HptPort& port, Partition& partition, HpteIndex index);

/// Withdraws the host's page at a guest address from all entries that map some of it. Until it
/// returns nobody brings the page back, and entries made meanwhile are ABSENT (R61). Returns the
/// number of entries that were VALID. One agent at a time may call it.
unsigned withdraw_host_page(HptPort& port, Partition& partition, GuestReal page);

}  // namespace htabsim
