// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

/// H_PAGE_INIT: zeroes 4 KB of guest memory, or copies them from `source` with kCopyPage (facts
/// I8). The contents of memory are not modelled, so only the status is: kParameter for a flag that
/// the flavour does not know, or an address that is no 4 KB boundary in a memory slot.
HcallStatus h_page_init(const Partition& partition, std::uint64_t flags, GuestReal destination,
                        GuestReal source);

}  // namespace htabsim
