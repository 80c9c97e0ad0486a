// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>
#include <tlm_utils/simple_initiator_socket.h>

#include "htabsim/tlm/core/core.h"
#include "htabsim/tlm/core/invalidation_queue.h"
#include "sc_main/conform/timed_host.h"
#include "sc_main/conform/vec_machine.h"
#include "sc_main/conform/vec_script.h"

namespace htabsim {

/// The same machine in time: the platform's memory, fabric, table walker and hypervisor, so every
/// operation on the table takes time. Its operations are for a SystemC thread, one at a time.
class VecTimedMachine final : public sc_core::sc_module, public VecMachine, public TlbieListener {
 public:
  VecTimedMachine(const sc_core::sc_module_name& name, const VecConfig& script, const Clock& clock,
                  const Config& config);

  [[nodiscard]] const HptImage& image() const override { return host_.image(); }
  ThreadMmu& mmu() override { return mmu_; }
  AccessOutcome access(const Access& access) override { return thread_.access(access); }
  HcallResult hcall(const HcallFrame& frame) override;
  void write_hpte(HpteIndex index, Hpte memory) override;

  void post(Cycles arrival, const TlbieTarget& target) override;
  /// Its walks are its core's.
  void wait_for_lookups_before(Cycles) override {}

  // What GuestThread needs of a machine.
  void begin_access();
  void erat_reloaded() {}
  void erat_promoted() {}
  void enter_tlb() { core_.enter_tlb(0, clock_.now()); }
  void walk_filled() {
    core_.walk_filled(walk_began_, [this](const TlbieTarget& target) { mmu_.tlbie(target); });
  }
  bool finish_misses() { return false; }
  StartedWalk start_walk(const Access&, const WalkRequest&) { return {}; }
  void settle() { apply_invalidations(); }
  void access_data(AccessKind, HostReal, std::uint32_t) {}
  WalkResult walk(const WalkRequest& request);
  StorageOutcome storage_interrupt(const StorageInterrupt& interrupt);

 private:
  void apply_invalidations();

  bool native_;
  const Clock& clock_;
  Cycles access_cost_;
  TimedHost host_;
  Core core_;
  ThreadMmu mmu_;
  GuestThread<VecTimedMachine> thread_;
  tlm_utils::simple_initiator_socket<VecTimedMachine, 64, WalkProtocol> walk_socket_;
  Cycles walk_began_;
  InvalidationQueue invalidations_;  // on their way to the ERATs
};

}  // namespace htabsim
