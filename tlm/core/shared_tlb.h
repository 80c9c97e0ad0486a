// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "htabsim/model/mmu/tlb.h"
#include "htabsim/tlm/core/invalidation_queue.h"
#include "htabsim/tlm/kit/cycle_turns.h"
#include "htabsim/tlm/kit/sim.h"

namespace htabsim {

/// The TLB that the hardware threads of a core share.
///
/// Several threads look into it in simulated time, those of one cycle in the order of their
/// numbers; a single one may be ahead, as nobody else can tell.
class SharedTlb {
 public:
  /// Of `threads` threads. To be made by the constructor of a module, in which `name` is unique.
  SharedTlb(const char* name, const Sim& sim, unsigned threads);

  [[nodiscard]] Tlb& tlb() { return tlb_; }

  /// The TLB is about to be used by a thread whose time is `now`; gives when the thread may go on.
  /// From a SystemC thread.
  Cycles enter(unsigned thread, Cycles now);

  /// An invalidation that reaches the TLB at `arrival`, in the future.
  void post(Cycles arrival, const TlbieTarget& target) { invalidations_.post(arrival, target); }
  /// While all stand still: what is on its way arrives.
  void settle();
  void walk_begins(Cycles began) { invalidations_.lookup_begins(began); }
  /// A walk that began then has filled the TLB, or nothing: what has reached the TLB since is
  /// given to `invalidate`, for the TLB and for whatever else was filled.
  template <class Invalidate>
  void walk_filled(Cycles began, const Invalidate& invalidate) {
    invalidations_.lookup_ends(began, invalidate);
  }

 private:
  void apply_until(Cycles now);

  const Clock& clock_;
  Tlb tlb_;
  InvalidationQueue invalidations_;  // on their way to the TLB
  std::optional<CycleTurns> turns_;  // of several threads
};

}  // namespace htabsim
