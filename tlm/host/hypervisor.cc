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
    show(processors_.back(), processors[i].title);
  }
}

Hypervisor::~Hypervisor() = default;

void Hypervisor::show(Processor& processor, const std::string& title) {
  if (sim().timeline == nullptr) return;
  processor.track = TimelineTrack(sim(), name(), title + ": hypervisor");
  processor.port.show_on(processor.track, TimelineTrack(sim(), name(), title + ": locks"));
}

void Hypervisor::show_begin(Processor& processor, const HypervisorExtension& call) {
  const TimelineFlow flow = call.flow == TimelineFlow{} ? processor.track.new_flow() : call.flow;
  processor.port.follow(flow);
  if (is_hcall(call)) {
    const std::string_view what = htabsim::name(call.frame.token);
    processor.track.begin(processor.time.now(), {.what = what, .flow = flow});
  } else {
    processor.track.begin(processor.time.now(),
                          {.what = "storage interrupt",
                           .flow = flow,
                           .details = {{"address", call.interrupt.access.ea.value()}}});
  }
}

void Hypervisor::show_end(const Processor& processor, const HypervisorExtension& call) {
  const Cycles now = processor.time.now();
  if (!is_hcall(call)) return processor.track.end(now);
  const std::string_view status = htabsim::name(call.result.status);
  if (call.frame.token != HcallToken::kEnter || call.result.status != HcallStatus::kSuccess) {
    return processor.track.end(now, {.details = {{"status", 0, status}}});
  }
  processor.track.end(now, {.details = {{"status", 0, status}, {"entry", call.result.values[0]}}});
}

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
    if (processor.track) [[unlikely]]
      show_begin(processor, *call);
    execute(processor.port, *call);
    (is_hcall(*call) ? hcall_latency_ : interrupt_latency_).add(processor.time.now() - began);
    if (processor.track) [[unlikely]]
      show_end(processor, *call);
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
