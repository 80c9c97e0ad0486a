// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

/// H_PROTECT: replaces PP, key and N of the entry at `ptex` by those in `flags`; R and C stay
/// (facts I5, G3). With kAvpn the entry's B and AVPN must equal `avpn`.
///
/// kNotFound: no such entry; kParameter: ptex lies outside the table. H_PROTECT never makes the
/// hardware copy writable: the first store traps, and the page fault decides.
HcallStatus h_protect(HptPort& port, const Partition& partition, std::uint64_t flags,
                      HpteIndex ptex, std::uint64_t avpn);

}  // namespace htabsim
