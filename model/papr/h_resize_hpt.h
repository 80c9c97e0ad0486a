// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

/// H_RESIZE_HPT_PREPARE (facts I9): makes the host allocate a table of 2^order bytes beside the one
/// in use, and clear it, on a thread of its own. The first call for an order returns long busy, a
/// later one kSuccess once the host is done. Another order starts anew; order 0 gives the new table
/// up.
///
/// kParameter: flags, or an order that no table has. kResource: larger than QEMU gives.
HcallStatus h_resize_hpt_prepare(HptPort& port, Partition& partition, std::uint64_t flags,
                                 std::uint64_t order);

/// H_RESIZE_HPT_COMMIT (facts I9): moves the bolted entries to the prepared table, and makes this
/// the guest's table, while the guest's other processors are held. Each entry goes to the same slot
/// of the PTEG that its hash selects there, primary or secondary as before. All translations end,
/// so each entry is ABSENT until the guest touches it. Entries that are not bolted are gone.
///
/// kParameter, with LoPAR kClosed: flags; with KVM an order that no table has, too. kClosed: no
/// table of that order was prepared; kBusy: it is not ready. kPtegFull: two bolted entries fall on
/// one slot; the old table stays. After that, or with KVM after any of these but kParameter,
/// nothing is pending (kvm_vm_ioctl_resize_hpt_commit).
HcallStatus h_resize_hpt_commit(HptPort& port, Partition& partition, std::uint64_t flags,
                                std::uint64_t order);

/// The commit behind the check of its arguments.
HcallStatus commit_new_table(HptPort& port, Partition& partition, std::uint64_t order);

}  // namespace htabsim
