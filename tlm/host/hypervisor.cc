// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/hypervisor.h"

#include "htabsim/tlm/kit/payload_check.h"

namespace htabsim {

namespace {

using Reason = HypervisorExtension::Reason;

bool is_hcall(const HypervisorExtension& call) { return call.reason == Reason::kHcall; }
bool is_known(const HypervisorExtension& call) {
  return is_hcall(call) || call.reason == Reason::kStorageInterrupt || call.reason == Reason::kSync;
}

std::optional<UpdateCode> code_of(const HypervisorExtension& call) {
  return is_hcall(call) ? update_code(call.frame.token) : UpdateCode::page_in;
}

}  // namespace

Hypervisor::Hypervisor(const sc_core::sc_module_name& name, const Sim& sim,
                       const std::vector<HypervisorCaller>& processors, const GuestTable& table,
                       Partition& partition, TableOwner& owner)
    : Part(name, sim), calls("calls", processors.size()), partition_(partition) {
  for (std::size_t i = 0; i < processors.size(); ++i) {
    calls[i].register_b_transport(this, &Hypervisor::b_transport, static_cast<int>(i));
    processors_.emplace_back("port" + std::to_string(i), sim, processors[i], table);
    processors_.back().port.belongs_to(owner);
  }
}

Hypervisor::~Hypervisor() = default;

void Hypervisor::report(Report& report) const {
  report.latency("hcall_latency", "hcall", hcall_latency_);
  report.latency("storage_interrupt_latency", "storage interrupt", interrupt_latency_);
}

void Hypervisor::b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  Processor& processor = processors_[static_cast<std::size_t>(tag)];
  auto* call = payload.get_extension<HypervisorExtension>();
  const bool one_at_a_time = call != nullptr && is_known(*call) && !processor.called;
  payload.set_response_status(one_at_a_time ? check_envelope(payload)
                                            : tlm::TLM_GENERIC_ERROR_RESPONSE);
  if (!payload.is_response_ok()) return;
  processor.called = true;
  processor.time.begin(delay);
  processor.port.run_on(call->cached);
  if (call->reason == Reason::kSync) {
    processor.port.complete_stores();
  } else {
    const Cycles began = processor.time.now();
    processor.port.run(code_of(*call), partition_.without);
    execute(processor.port, *call);
    (is_hcall(*call) ? hcall_latency_ : interrupt_latency_).add(processor.time.now() - began);
  }
  delay = processor.time.end();
  processor.called = false;
}

void Hypervisor::execute(HptPort& port, HypervisorExtension& call) {
  if (is_hcall(call)) {
    call.result = execute_hcall(port, partition_, call.frame);
  } else {
    call.outcome = handle_storage_interrupt(port, partition_, call.interrupt);
  }
}

}  // namespace htabsim
