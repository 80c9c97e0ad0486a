// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_timed_machine.h"

#include "htabsim/tlm/kit/timed_call.h"
#include "sc_main/conform/vec_setup.h"

namespace htabsim {

VecTimedMachine::VecTimedMachine(const sc_core::sc_module_name& name, const VecConfig& script,
                                 const Clock& clock, const Config& config)
    : sc_module(name),
      native_(script.native.has_value()),
      clock_(clock),
      access_cost_(config.cpu.access_cycles),
      host_("host", vec_geometry(script), vec_partition(), clock, config),
      core_("core", 1, {TimedHost::kWalker}, host_.memory(), host_.fabric(), clock, config.mmu,
            Stepping::kRunAhead),
      mmu_(mmu_sizes(config.mmu), core_.tlb()),
      thread_(mmu_, host_.partition(), *this),
      walk_socket_("walk_socket") {
  walk_socket_.bind(core_.walkers().socket(0));
  host_.fabric().attach(*this);
  mmu_.set_registers(vec_registers(script));
}

void VecTimedMachine::post(Cycles arrival, const TlbieTarget& target) {
  invalidations_.post(arrival, target);
}

void VecTimedMachine::apply_invalidations() {
  invalidations_.apply_until(clock_.now(),
                             [this](const TlbieTarget& target) { mmu_.invalidate_erats(target); });
}

void VecTimedMachine::begin_access() {
  clock_.wait_for(access_cost_);
  apply_invalidations();
}

WalkResult VecTimedMachine::walk(const WalkRequest& request) {
  TimedCall<WalkExtension> call;
  call->request = request;
  call.through(walk_socket_);
  walk_began_ = call->began;
  return call->result;
}

StorageOutcome VecTimedMachine::storage_interrupt(const StorageInterrupt& interrupt) {
  if (native_) return take_native(interrupt);
  const StorageOutcome outcome = host_.storage_interrupt(interrupt);
  apply_invalidations();
  return outcome;
}

HcallResult VecTimedMachine::hcall(const HcallFrame& frame) {
  const HcallResult result = host_.hcall(frame);
  apply_invalidations();
  return result;
}

void VecTimedMachine::write_hpte(HpteIndex index, Hpte memory) {
  host_.software().perform([&](HptPort& port) { add_native_entry(port, index, memory); });
}

}  // namespace htabsim
