// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/port.h"
#include "htabsim/model/papr/locked_hpte.h"

namespace htabsim {

/// The steps of the invalidation sequence, one by one: H_BULK_REMOVE shares one tlbsync among its
/// tlbies, H_CLEAR_REF needs no ptesync before (facts G2, G4, H7).

/// Issues the tlbie of one entry's translation.
void issue_tlbie(HptPort& port, const LockedHpte& locked);

/// Does eieio; tlbsync; ptesync. When it returns, no access through an invalidated translation is
/// left.
void await_tlbies(HptPort& port);

}  // namespace htabsim
