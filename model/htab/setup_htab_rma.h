// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"

namespace htabsim {

/// What KVM_RUN does before the first processor runs on an MMU that is not ready (facts J1; KVM:
/// kvmhv_setup_mmu, kvmppc_hv_setup_htab_rma): enters the virtual real mode area, a bolted entry
/// for each page of the memory slot at address 0, and makes the MMU ready. Does nothing if it is
/// ready. Without memory at 0, on which KVM_RUN fails, it stays as it is.
void setup_htab_rma(HptPort& port, Partition& partition);

}  // namespace htabsim
