// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <vector>

#include "htabsim/model/explore/agent.h"
#include "htabsim/model/explore/explored_table.h"
#include "htabsim/model/mmu/table_walk.h"
#include "htabsim/model/mmu/tlb.h"

namespace htabsim {

/// A processor of the guest: a TLB, a table walker, and the tlbies that are on their way to it.
class ExploredProcessor {
 public:
  ExploredProcessor(ExploredTable& table, ExploredAgent& agent);

  /// Does one load or store; returns false if there is no translation. From within the agent.
  bool access(HptPort& port, const Segment& segment, Ea ea, AccessKind kind);
  /// The same with the hypervisor's help, which brings a page in that is ABSENT.
  void access_with_faults(HptPort& port, const Segment& segment, Ea ea, AccessKind kind);

  void post(const ExploredAgent& from, TlbieRb rb) { pending_.push_back({&from, rb}); }
  [[nodiscard]] bool has_pending() const { return !pending_.empty(); }
  /// The tlbie that arrives next.
  [[nodiscard]] TlbieRb next_pending() const { return pending_.front().rb; }
  void deliver();
  /// Whether a tlbie of agent `from` has not arrived yet, or arrived during a lookup that has not
  /// ended.
  [[nodiscard]] bool owes(const ExploredAgent& from) const;

  [[nodiscard]] const ExploredAgent& agent() const { return agent_; }
  void add_state(Digest& digest) const;

 private:
  struct Pending {
    const ExploredAgent* from;
    TlbieRb rb;
  };
  bool translate(HptPort& port, const Segment& segment, Ea ea, AccessKind kind);
  void end_lookup(const WalkRequest& request, const WalkResult& walk);

  ExploredTable& table_;
  ExploredAgent& agent_;
  Tlb tlb_;
  std::deque<Pending> pending_;
  bool looking_up_ = false;
  std::vector<Pending> met_lookup_;  // arrived while the lookup was under way
};

}  // namespace htabsim
