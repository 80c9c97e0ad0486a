// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_timed_machine.h"

#include "sc_main/conform/timed_call.h"
#include "sc_main/conform/vec_setup.h"

namespace htabsim {

VecTimedMachine::VecTimedMachine(const sc_core::sc_module_name& name, const VecConfig& script,
                                 const Clock& clock, const Config& config)
    : sc_module(name),
      native_(script.native.has_value()),
      clock_(clock),
      access_cost_(config.cpu.access_cycles),
      host_("host", vec_geometry(script), vec_partition(), clock, config),
      lookup_unit_("lookup_unit", TimedHost::kWalker, host_.memory(), host_.fabric(), clock,
                   config.mmu, Stepping::kRunAhead),
      tlb_(config.mmu.tlb_entries, config.mmu.tlb_ways),
      mmu_(config.mmu.ierat_entries, config.mmu.derat_entries, tlb_),
      thread_(mmu_, host_.partition(), *this),
      walk_socket_("walk_socket") {
  walk_socket_.bind(lookup_unit_.socket());
  host_.fabric().attach(*this);
  mmu_.set_registers(vec_registers(script));
}

void VecTimedMachine::post(Cycles arrival, const TlbieTarget& target) {
  inbox_.push_back({arrival, target});
}

void VecTimedMachine::wait_for_lookups_before(Cycles arrival) {
  lookup_unit_.wait_for_walks_before(arrival);
}

void VecTimedMachine::apply_inbox() {
  while (!inbox_.empty() && inbox_.front().arrival <= clock_.now()) {
    mmu_.tlbie(inbox_.front().target);
    inbox_.pop_front();
  }
}

void VecTimedMachine::begin_access() {
  clock_.wait_for(access_cost_);
  apply_inbox();
}

WalkResult VecTimedMachine::walk(const WalkRequest& request) {
  TimedCall<WalkExtension> call;
  call->request = request;
  call.through(walk_socket_);
  apply_inbox();
  return call->result;
}

StorageOutcome VecTimedMachine::storage_interrupt(const StorageInterrupt& interrupt) {
  if (native_) return take_native(interrupt);
  const StorageOutcome outcome = host_.storage_interrupt(interrupt);
  apply_inbox();
  return outcome;
}

HcallResult VecTimedMachine::hcall(const HcallFrame& frame) {
  const HcallResult result = host_.hcall(frame);
  apply_inbox();
  return result;
}

void VecTimedMachine::write_hpte(HpteIndex index, Hpte memory) {
  host_.software().perform([&](HptPort& port) { add_native_entry(port, index, memory); });
}

}  // namespace htabsim
