// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "htabsim/model/explore/agent_run.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/mmu/table_walk.h"
#include "htabsim/model/mmu/tlb.h"

namespace htabsim {

/// A processor of the guest, in an agent's code: a TLB and a table walker.
class ExploredProcessor {
 public:
  /// `number` is the one that World::add_processor() gave the agent.
  ExploredProcessor(AgentRun& run, unsigned number);
  ExploredProcessor(const ExploredProcessor&) = delete;
  ExploredProcessor& operator=(const ExploredProcessor&) = delete;

  /// Does one load or store; returns false if there is no translation.
  bool access(HptPort& port, const Segment& segment, Ea ea, AccessKind kind);
  /// The same with the hypervisor's help, which brings a page in that is ABSENT.
  void access_with_faults(HptPort& port, const Segment& segment, Ea ea, AccessKind kind);

 private:
  bool translate(HptPort& port, const Segment& segment, Ea ea, AccessKind kind);
  void end_lookup(const WalkRequest& request, const WalkResult& walk);
  void invalidate(TlbieRb rb);

  AgentRun& run_;
  unsigned number_;
  Tlb tlb_;
  bool looking_up_ = false;
  std::vector<TlbieRb> met_lookup_;  // arrived while the lookup was under way
};

}  // namespace htabsim
