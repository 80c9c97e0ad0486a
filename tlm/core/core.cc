// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/core.h"

namespace htabsim {

Core::Core(const sc_core::sc_module_name& name, unsigned threads,
           const std::vector<Initiator>& requesters, HptMemory& memory, TlbieFabric& fabric,
           const Clock& clock, const MmuConfig& config, Stepping stepping)
    : sc_module(name),
      clock_(clock),
      threads_(threads),
      tlb_(mmu_sizes(config)),
      walkers_("walkers", requesters, invalidations_, memory, fabric, clock, config, stepping) {
  fabric.attach(*this);
}

Cycles Core::enter_tlb(unsigned thread, Cycles now) {
  if (threads_ > 1) {
    // Each thread has a moment of its own after the middle of the cycle, so their order is that of
    // their numbers; the cycle is then over.
    clock_.wait_until(now);
    wait(clock_.half() + sc_core::sc_time::from_value(thread));
  }
  invalidations_.apply_until(now, [this](const TlbieTarget& target) { tlb_.invalidate(target); });
  return threads_ > 1 ? now + Cycles(1) : now;
}

void Core::post(Cycles arrival, const TlbieTarget& target) { invalidations_.post(arrival, target); }

void Core::wait_for_lookups_before(Cycles arrival) { walkers_.wait_for_walks_before(arrival); }

}  // namespace htabsim
