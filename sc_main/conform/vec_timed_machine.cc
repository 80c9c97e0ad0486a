// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_timed_machine.h"

#include "htabsim/model/papr/locked_hpte.h"
#include "sc_main/conform/vec_setup.h"

namespace htabsim {

StorageOutcome VecTimedThread::storage_interrupt(const StorageInterrupt& interrupt) {
  return native_ ? take_native(interrupt) : thread_.storage_interrupt(interrupt);
}

VecTimedMachine::VecTimedMachine(const sc_core::sc_module_name& name, const Sim& sim,
                                 const VecConfig& script)
    : sc_module(name),
      clock_(sim.clock),
      host_("host", sim, MachineSetup{HptImage(vec_geometry(script)), vec_partition(), {}, 1}),
      software_("software", sim, host_),
      thread_(sim, host_.places().processor(0).thread, host_.guest().partition(), host_.tlb(0)),
      snoops_(
          "snoops",
          [this](Cycles arrival, const TlbieTarget& target) { thread_.post(arrival, target); },
          [](Cycles) { /* its walks are its core's */ }),
      machine_(thread_, script),
      guest_(thread_.mmu(), host_.guest().partition(), machine_) {
  host_.bind_processor(0, thread_, snoops_);
  thread_.mmu().set_registers(vec_registers(script));
}

AccessOutcome VecTimedMachine::access(const Access& access) {
  thread_.catch_up();
  const AccessOutcome outcome = guest_.access(access);
  thread_.come_to_rest();
  return outcome;
}

HcallResult VecTimedMachine::hcall(const HcallFrame& frame) {
  thread_.catch_up();
  const HcallResult result = thread_.hcall(frame);
  thread_.come_to_rest();
  // The guest waits as it is told.
  if (result.status == HcallStatus::kLongBusy100Ms) clock_.wait_for(clock_.microseconds(100'000));
  return result;
}

void VecTimedMachine::write_hpte(HpteIndex index, Hpte memory) {
  software_.perform([&](HptPort& port) { publish_in_memory_format(port, index, memory); });
}

}  // namespace htabsim
