// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sc_main/conform/timed_agent.h"
#include "sc_main/conform/vec_machine.h"
#include "sc_main/conform/vec_script.h"

namespace htabsim {

/// A hardware thread in time whose storage interrupts may end in bare memory, without a hypervisor.
class VecTimedThread {
 public:
  VecTimedThread(TimedThread& thread, const VecConfig& script)
      : thread_(thread), native_(script.native.has_value()) {}

  void pass(Step step) { thread_.pass(step); }
  void spend(Cycles cycles) { thread_.spend(cycles); }
  bool sleep(Cycles cycles) { return thread_.sleep(cycles); }
  WalkResult walk(const WalkRequest& request) { return thread_.walk(request); }
  StartedWalk start_walk(const Access&, const TranslationStep&) { return {}; }
  bool finish_walks() { return false; }
  void access_data(AccessKind, HostReal, std::uint32_t) {}
  StorageOutcome storage_interrupt(const StorageInterrupt& interrupt);
  HcallResult hcall(const HcallFrame& frame) { return thread_.hcall(frame); }

 private:
  TimedThread& thread_;
  bool native_;
};

/// The same machine in time: a host's memory, fabric, table walkers and hypervisor, so every
/// operation on the table takes time. Its operations are for a SystemC thread, one at a time.
class VecTimedMachine final : public sc_core::sc_module, public VecMachine {
 public:
  VecTimedMachine(const sc_core::sc_module_name& name, const Sim& sim, const VecConfig& script);

  [[nodiscard]] const HptImage& image() const override { return host_.guest().image(); }
  ThreadMmu& mmu() override { return thread_.mmu(); }
  AccessOutcome access(const Access& access) override;
  HcallResult hcall(const HcallFrame& frame) override;
  void write_hpte(HpteIndex index, Hpte memory) override;

 private:
  const Clock& clock_;
  Host host_;
  TimedAgent software_;
  TimedThread thread_;
  SnoopTarget snoops_;
  VecTimedThread machine_;
  GuestThread<VecTimedThread> guest_;
};

}  // namespace htabsim
