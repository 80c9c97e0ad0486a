// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/htab/htab_errno.h"

namespace htabsim {

/// log2 of the bytes of the table that KVM allocates for a guest that runs without one (KVM:
/// KVM_DEFAULT_HPT_ORDER).
inline constexpr unsigned kDefaultHptOrder = 24;

/// KVM_PPC_ALLOCATE_HTAB (facts J1; KVM: kvmppc_alloc_reset_hpt): gives the guest a table of
/// 2^order bytes without a valid entry. One of that order is cleared, and its reverse map stays,
/// the modified flags with it; one of another order is replaced with its reverse map (R55). The
/// host's record of pages loses R and C. The MMU is not ready any more; a table that was prepared
/// for a resize stays. Descriptors stay open, each with its cursor and its pass. A radix guest
/// becomes a hash guest. What processors cache of the old table is not dropped: the caller sees to
/// that before one runs.
///
/// kBusy: a guest processor is running; nothing has changed. kInvalid: an order that no table has.
/// KVM has freed the old table by then, and the guest gets the default one when it runs; here it
/// gets that at once.
std::optional<HtabErrno> alloc_reset_hpt(HptPort& port, Partition& partition, std::uint32_t order);

}  // namespace htabsim
