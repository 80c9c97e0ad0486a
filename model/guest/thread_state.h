// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "htabsim/model/isa/protection.h"
#include "htabsim/model/mmu/thread_mmu.h"

namespace htabsim {

/// The translation registers of a guest's hardware thread, and the processor's choices where the
/// architecture leaves one.
struct ThreadState {
  std::vector<SlbEntry> slb;  ///< by slot
  AuthorityMasks masks;
  SpeculativeR speculative_r = SpeculativeR::never;
};

/// Sets up a thread as KVM HV runs it: the guest's registers, and VPM1, which sends its storage
/// interrupts to the hypervisor first (facts A8, J9).
void load_state(ThreadMmu& mmu, const ThreadState& state);

}  // namespace htabsim
