// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <systemc>

#include "htabsim/model/mmu/tlb.h"
#include "htabsim/tlm/core/invalidation_queue.h"
#include "htabsim/tlm/core/walkers.h"
#include "htabsim/tlm/memory/tlbie_fabric.h"

namespace htabsim {

/// What the hardware threads of a core share: its TLB and its table walkers.
///
/// Several threads look into the TLB in simulated time, those of one cycle in the order of their
/// numbers; a single one may be ahead, as nobody else can tell.
class Core : public sc_core::sc_module, public TlbieListener {
 public:
  /// `requesters` are the threads' places among the initiators on memory, for their walks.
  Core(const sc_core::sc_module_name& name, unsigned threads,
       const std::vector<Initiator>& requesters, HptMemory& memory, TlbieFabric& fabric,
       const Clock& clock, const MmuConfig& config, Stepping stepping);

  [[nodiscard]] Tlb& tlb() { return tlb_; }
  [[nodiscard]] Walkers& walkers() { return walkers_; }
  [[nodiscard]] const Walkers& walkers() const { return walkers_; }

  /// The TLB is about to be used by a thread whose time is `now`; gives when it may go on. From a
  /// SystemC thread.
  Cycles enter_tlb(unsigned thread, Cycles now);
  /// A walk that began then has filled the TLB, or nothing: what has reached the TLB since is
  /// given to `invalidate`, for the TLB and for whatever else was filled.
  template <class Invalidate>
  void walk_filled(Cycles began, Invalidate invalidate) {
    invalidations_.lookup_ends(began, invalidate);
  }

  void post(Cycles arrival, const TlbieTarget& target) override;
  void wait_for_lookups_before(Cycles arrival) override;

 private:
  const Clock& clock_;
  unsigned threads_;
  Tlb tlb_;
  InvalidationQueue invalidations_;  // on their way to the TLB
  Walkers walkers_;
};

}  // namespace htabsim
