// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// The host withdraws the page behind the entry at `index`: VALID becomes ABSENT, so the guest
/// notices nothing, and the next access to it is the host's. R and C that hardware has set go to
/// the guest's dword 1, which is a change only if they are news there, and to the page's record
/// (R54). An entry that is not VALID has no page behind it.
///
/// Other entries that map the same page are left alone: the caller names each.
void withdraw_host_page(HptPort& port, Partition& partition, HpteIndex index);

/// The host withdraws its page at a guest address, from all entries that map some of it. Until that
/// is done nobody brings the page back, and what is entered meanwhile is ABSENT (R61). Gives the
/// number of entries that were VALID. From one agent at a time.
unsigned withdraw_host_page(HptPort& port, Partition& partition, GuestReal page);

}  // namespace htabsim
