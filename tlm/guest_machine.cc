// SPDX-License-Identifier: Apache-2.0
#include "tlm/guest_machine.h"

#include <string>
#include <utility>

namespace htabsim {

GuestMachine::GuestMachine(const sc_core::sc_module_name& name, MachineSetup setup,
                           const Clock& clock, const Config& config, Stepping stepping)
    : sc_module(name),
      clock_(clock),
      stop_latency_(config.tlbie.broadcast_cycles),
      partition_(std::move(setup.partition)),
      memory_("memory", std::move(setup.image), clock, config.memory),
      fabric_("fabric", clock, config.tlbie),
      hypervisor_("hypervisor", partition_, memory_, fabric_, clock, config),
      htab_fd_("htab_fd", kHtabFdInitiator, partition_, memory_, fabric_, clock, config) {
  std::uint16_t next = 0;
  for (const VcpuSetup& vcpu : setup.vcpus) {
    const std::string cpu = "cpu" + std::to_string(cpus_.size());
    const InitiatorId processor{next++};
    const InitiatorId walker{next++};
    cpus_.emplace_back(cpu.c_str(), processor, walker, partition_, memory_, fabric_, hypervisor_,
                       *vcpu.source, vcpu.state, clock, config, stepping);
  }
}

void GuestMachine::stop_guest() {
  for (GuestCpu& cpu : cpus_) cpu.post_stop(clock_.now() + stop_latency_);
  for (const GuestCpu& cpu : cpus_) {
    while (!cpu.stopped()) wait(cpu.stopped_event());
  }
}

}  // namespace htabsim
