// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/hypervisor.h"

#include <cassert>
#include <string>

namespace htabsim {

namespace {

SoftwareCosts hypervisor_costs(const Config& config) {
  SoftwareCosts costs;
  costs.barrier = Cycles(config.memory.barrier_cycles);
  costs.ptesync = Cycles(config.memory.ptesync_cycles);
  costs[SoftwareWork::kSpin] = Cycles(config.hypervisor.spin_cycles);
  costs[SoftwareWork::kHcall] = Cycles(config.hypervisor.hcall_cycles);
  costs[SoftwareWork::kPageIn] = Cycles(config.hypervisor.page_in_cycles);
  return costs;
}

}  // namespace

Hypervisor::Hypervisor(const sc_core::sc_module_name& name,
                       const std::vector<Initiator>& processors, Partition& partition,
                       HptMemory& memory, TlbieFabric& fabric, const Clock& clock,
                       const Config& config, Stepping stepping)
    : sc_module(name), partition_(partition), sockets_("socket", processors.size()) {
  const SoftwareCosts costs = hypervisor_costs(config);
  for (std::size_t i = 0; i < processors.size(); ++i) {
    sockets_[i].register_b_transport(this, &Hypervisor::b_transport, static_cast<int>(i));
    LocalTime& time = times_.emplace_back(clock, stepping);
    ports_.emplace_back("port" + std::to_string(i), processors[i], memory, fabric, costs, time);
  }
}

RaceCounters Hypervisor::races() const {
  RaceCounters sum;
  for (const TimedHptPort& port : ports_) sum += port.races();
  return sum;
}

void Hypervisor::b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  auto* call = payload.get_extension<HypervisorExtension>();
  assert(call != nullptr);
  HptPort& port = ports_[static_cast<std::size_t>(tag)];
  LocalTime& time = times_[static_cast<std::size_t>(tag)];
  time.begin(delay);
  const Cycles began = time.now();
  if (call->reason == HypervisorExtension::Reason::kHcall) {
    call->result = execute_hcall(port, partition_, call->frame);
    hcall_latency_.add(time.now() - began);
  } else {
    call->outcome = handle_storage_interrupt(port, partition_, call->interrupt);
    interrupt_latency_.add(time.now() - began);
  }
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  delay = time.end();
}

}  // namespace htabsim
