// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/shared_tlb.h"

namespace htabsim {

SharedTlb::SharedTlb(const char* name, const Sim& sim, unsigned threads)
    : clock_(sim.clock), tlb_(mmu_sizes(sim.config.mmu)) {
  if (threads > 1) turns_.emplace(name, sim.clock);
}

// A cycle in which threads take turns is over after them.
Cycles SharedTlb::enter(unsigned thread, Cycles now) {
  if (turns_) {
    clock_.wait_until(now);
    turns_->take(thread);
  }
  apply_until(now);
  return turns_ ? now + Cycles(1) : now;
}

void SharedTlb::settle() { apply_until(kNever); }

void SharedTlb::apply_until(Cycles now) {
  invalidations_.apply_until(now, [this](const TlbieTarget& target) { tlb_.invalidate(target); });
}

}  // namespace htabsim
