// SPDX-License-Identifier: Apache-2.0
#include "tlm/hypervisor.h"

#include <cassert>
#include <string>

namespace htabsim {

namespace {

SoftwareCosts hypervisor_costs(const Config& config) {
  SoftwareCosts costs;
  costs.barrier = Cycles(config.memory.barrier_cycles);
  costs.ptesync = Cycles(config.memory.ptesync_cycles);
  costs[Work::kSpin] = Cycles(config.hypervisor.spin_cycles);
  costs[Work::kHcall] = Cycles(config.hypervisor.hcall_cycles);
  costs[Work::kPageIn] = Cycles(config.hypervisor.page_in_cycles);
  return costs;
}

}  // namespace

Hypervisor::Hypervisor(const sc_core::sc_module_name& name, Partition& partition,
                       HptMemory& memory, TlbieFabric& fabric, const Clock& clock,
                       const Config& config)
    : sc_module(name),
      partition_(partition),
      memory_(memory),
      fabric_(fabric),
      clock_(clock),
      costs_(hypervisor_costs(config)) {}

Hypervisor::Socket& Hypervisor::new_socket(InitiatorId processor) {
  const int tag = static_cast<int>(sockets_.size());
  const std::string number = std::to_string(tag);
  Socket& socket = sockets_.emplace_back(("socket" + number).c_str());
  socket.register_b_transport(this, &Hypervisor::b_transport, tag);
  ports_.emplace_back(std::string(name()) + "_port" + number, processor, memory_, fabric_, clock_,
                      costs_);
  return socket;
}

void Hypervisor::b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (delay != sc_core::SC_ZERO_TIME) {
    wait(delay);
    delay = sc_core::SC_ZERO_TIME;
  }
  auto* call = payload.get_extension<HypervisorExtension>();
  assert(call != nullptr);
  HptPort& port = ports_[static_cast<std::size_t>(tag)];
  const Cycles began = clock_.now();
  if (call->reason == HypervisorExtension::Reason::kHcall) {
    call->result = execute_hcall(port, partition_, call->frame);
    hcall_latency_.add(clock_.now() - began);
  } else {
    call->outcome = handle_storage_interrupt(port, partition_, call->interrupt);
    interrupt_latency_.add(clock_.now() - began);
  }
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

}  // namespace htabsim
