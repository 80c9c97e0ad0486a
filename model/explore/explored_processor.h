// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "htabsim/model/explore/agent_run.h"
#include "htabsim/model/explore/exploring_port.h"
#include "htabsim/model/mmu/table_walk.h"
#include "htabsim/model/mmu/tlb.h"

namespace htabsim {

/// A processor of the guest, in an agent's code: a TLB and a table walker.
class ExploredProcessor {
 public:
  /// `number` is the one that World::add_processor() gave the agent.
  ExploredProcessor(AgentRun& run, unsigned number, const HptGeometry& geometry,
                    const ExplorationRules& rules);
  ExploredProcessor(const ExploredProcessor&) = delete;
  ExploredProcessor& operator=(const ExploredProcessor&) = delete;

  enum class Need : std::uint8_t { kMayMiss, kMustTranslate };
  /// Does one load or store; returns false if there is no translation.
  bool access(const Segment& segment, Ea ea, AccessKind kind, Need need);
  /// The same with the help of the hypervisor, whose port it is: it brings a page in that is
  /// ABSENT.
  /// For a store the host gives up the write protection of the page.
  void access_with_faults(HptPort& port, const Segment& segment, Ea ea, AccessKind kind,
                          GuestReal page);

 private:
  /// Returns the causes of the interrupt; 0 if there is a translation.
  std::uint32_t translate(const Segment& segment, Ea ea, AccessKind kind);
  void must_show(HostReal real, AccessKind kind, std::uint64_t rc_set);
  void end_lookup(const WalkRequest& request, const WalkResult& walk);
  void invalidate(TlbieRb rb);

  AgentRun& run_;
  unsigned number_;
  ExploringPort walker_;
  Tlb tlb_;
  bool looking_up_ = false;
  std::vector<TlbieRb> met_lookup_;  // arrived while the lookup was under way
};

}  // namespace htabsim
