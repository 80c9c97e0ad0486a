// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/isa/protection.h"
#include "model/mmu/thread_mmu.h"

namespace htabsim {

/// What a guest's hardware thread has in its translation registers.
struct ThreadState {
  std::vector<SlbEntry> slb;  ///< by slot
  AuthorityMasks masks;
};

/// Sets up a thread as KVM HV runs it: the guest's registers, and VPM1, which sends its storage
/// interrupts to the hypervisor first (facts A8, J9).
void load_state(ThreadMmu& mmu, const ThreadState& state);

}  // namespace htabsim
