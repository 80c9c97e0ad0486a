// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/htab/htab_errno.h"

namespace htabsim {

/// What an ioctl gave: its value, or an error.
struct IoctlResult {
  int value = 0;
  std::optional<HtabErrno> error;

  friend bool operator==(const IoctlResult&, const IoctlResult&) = default;
};

/// KVM_PPC_RESIZE_HPT_PREPARE (facts J7; KVM: kvm_vm_ioctl_resize_hpt_prepare), of a guest with
/// KVM's hcalls: h_resize_hpt_prepare() with KVM's codes. 100, the estimate in milliseconds: the
/// table is being allocated; 0: it is ready, or was given up (order 0).
///
/// kInvalid: flags, an order that no table has, or a radix guest; what was prepared stays.
IoctlResult resize_hpt_prepare(HptPort& port, Partition& partition, std::uint64_t flags,
                               std::uint32_t order);

/// KVM_PPC_RESIZE_HPT_COMMIT (facts J7; KVM: kvm_vm_ioctl_resize_hpt_commit), likewise. The
/// prepared table is given up whatever the result, but for kInvalid.
///
/// kInvalid: as above. kIo: the MMU is not ready. kNoDevice: no table of that order was prepared.
/// kBusy: it is not allocated yet. kNoSpace: two bolted entries fall on one slot.
IoctlResult resize_hpt_commit(HptPort& port, Partition& partition, std::uint64_t flags,
                              std::uint32_t order);

}  // namespace htabsim
