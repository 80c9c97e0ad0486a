// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_timed_machine.h"

#include "sc_main/conform/vec_setup.h"

namespace htabsim {

namespace {

constexpr InitiatorId kHypervisor{0};
constexpr InitiatorId kWalker{1};
constexpr InitiatorId kSoftware{2};
constexpr unsigned kInitiators = 3;

SoftwareCosts software_costs(const Config& config) {
  SoftwareCosts costs;
  costs.barrier = Cycles(config.memory.barrier_cycles);
  costs.ptesync = Cycles(config.memory.ptesync_cycles);
  return costs;
}

}  // namespace

VecTimedMachine::VecTimedMachine(const sc_core::sc_module_name& name, const VecConfig& script,
                                 const Clock& clock, const Config& config)
    : sc_module(name),
      native_(script.native.has_value()),
      clock_(clock),
      access_cost_(config.cpu.access_cycles),
      partition_(vec_partition()),
      memory_("memory", HptImage(vec_geometry(script)), kInitiators, clock, config.memory),
      fabric_("fabric", kInitiators, clock, config.tlbie),
      hypervisor_("hypervisor", {kHypervisor}, partition_, memory_, fabric_, clock, config,
                  Stepping::kRunAhead),
      lookup_unit_("lookup_unit", kWalker, memory_, fabric_, clock, config.mmu,
                   Stepping::kRunAhead),
      software_time_(clock, Stepping::kRunAhead),
      software_port_("port", kSoftware, memory_, fabric_, software_costs(config), software_time_),
      tlb_(config.mmu.tlb_entries, config.mmu.tlb_ways),
      mmu_(config.mmu.ierat_entries, config.mmu.derat_entries, tlb_),
      thread_(mmu_, partition_, *this),
      walk_socket_("walk_socket"),
      hypervisor_socket_("hypervisor_socket") {
  walk_socket_.bind(lookup_unit_.socket());
  hypervisor_socket_.bind(hypervisor_.socket(0));
  walk_payload_.set_extension(&walk_extension_);
  hypervisor_payload_.set_extension(&hypervisor_extension_);
  fabric_.attach(*this);
  mmu_.set_registers(vec_registers(script));
}

VecTimedMachine::~VecTimedMachine() {
  walk_payload_.clear_extension(&walk_extension_);
  hypervisor_payload_.clear_extension(&hypervisor_extension_);
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

template <class TargetSocket>
void VecTimedMachine::call(TargetSocket& socket, tlm::tlm_generic_payload& payload) {
  sc_core::sc_time delay;
  socket->b_transport(payload, delay);
  if (delay != sc_core::SC_ZERO_TIME) sc_core::wait(delay);
  apply_inbox();
}

WalkResult VecTimedMachine::walk(const WalkRequest& request) {
  walk_extension_.request = request;
  call(walk_socket_, walk_payload_);
  return walk_extension_.result;
}

StorageOutcome VecTimedMachine::storage_interrupt(const StorageInterrupt& interrupt) {
  if (native_) return take_native(interrupt);
  hypervisor_extension_.reason = HypervisorExtension::Reason::kStorageInterrupt;
  hypervisor_extension_.interrupt = interrupt;
  call(hypervisor_socket_, hypervisor_payload_);
  return hypervisor_extension_.outcome;
}

HcallResult VecTimedMachine::hcall(const HcallFrame& frame) {
  hypervisor_extension_.reason = HypervisorExtension::Reason::kHcall;
  hypervisor_extension_.frame = frame;
  call(hypervisor_socket_, hypervisor_payload_);
  return hypervisor_extension_.result;
}

void VecTimedMachine::write_hpte(HpteIndex index, Hpte memory) {
  add_native_entry(software_port_, index, memory);
  software_time_.synchronise();
}

}  // namespace htabsim
