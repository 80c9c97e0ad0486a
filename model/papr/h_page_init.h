// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

/// H_PAGE_INIT: zeroes 4 KB of guest memory with kZeroPage, or copies them from `source` with
/// kCopyPage (facts I8). The contents of memory are not modelled, only the status and that the page
/// becomes dirty: kParameter for a flag that the flavour does not know, or an address that is no 4
/// KB boundary in a memory slot. KVM looks for the slot only where it zeroes or copies
/// (kvmppc_rm_h_page_init).
HcallStatus h_page_init(HptPort& port, const Partition& partition, std::uint64_t flags,
                        GuestReal destination, GuestReal source);

}  // namespace htabsim
