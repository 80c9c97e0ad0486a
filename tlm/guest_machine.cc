// SPDX-License-Identifier: Apache-2.0
#include "tlm/guest_machine.h"

#include <string>
#include <utility>

namespace htabsim {

namespace {

// Initiators on a machine's memory: each processor's software and its table walker, in turn.
InitiatorId processor_id(std::size_t cpu) {
  return InitiatorId(static_cast<std::uint16_t>(2 * cpu));
}
InitiatorId walker_id(std::size_t cpu) {
  return InitiatorId(static_cast<std::uint16_t>(2 * cpu + 1));
}

std::vector<InitiatorId> processor_ids(std::size_t cpus) {
  std::vector<InitiatorId> ids;
  for (std::size_t cpu = 0; cpu < cpus; ++cpu) ids.push_back(processor_id(cpu));
  return ids;
}

unsigned initiators(const MachineSetup& setup) {
  return static_cast<unsigned>(2 * setup.vcpus.size() + 1);
}

}  // namespace

GuestMachine::GuestMachine(const sc_core::sc_module_name& name, MachineSetup setup,
                           const Clock& clock, const Config& config, Stepping stepping)
    : sc_module(name),
      clock_(clock),
      stop_latency_(config.tlbie.broadcast_cycles),
      partition_(std::move(setup.partition)),
      memory_("memory", std::move(setup.image), initiators(setup), clock, config.memory),
      fabric_("fabric", initiators(setup), clock, config.tlbie),
      hypervisor_("hypervisor", processor_ids(setup.vcpus.size()), partition_, memory_, fabric_,
                  clock, config, stepping),
      htab_fd_("htab_fd", kHtabFdInitiator, partition_, memory_, fabric_, clock, config, stepping) {
  fabric_.inject(partition_.defect);
  for (std::size_t i = 0; i < setup.vcpus.size(); ++i) {
    cpus_.emplace_back(("cpu" + std::to_string(i)).c_str(), walker_id(i), partition_, memory_,
                       fabric_, hypervisor_.socket(i), setup.vcpus[i], clock, config, stepping);
  }
}

void GuestMachine::stop_guest() {
  for (GuestCpu& cpu : cpus_) cpu.post_stop(clock_.now() + stop_latency_);
  for (const GuestCpu& cpu : cpus_) {
    while (!cpu.stopped()) wait(cpu.stopped_event());
  }
}

RaceCounters GuestMachine::races() const {
  RaceCounters sum = hypervisor_.races();
  sum += htab_fd_.races();
  sum.walk_met_locked_entry = memory_.counters().lines_with_locked_entry;
  sum.walk_entry_changed = memory_.counters().rc_writes_to_changed_entry;
  sum.same_cycle_requests = memory_.counters().cycles_with_several_requests;
  sum.tlbsync_behind_walk = fabric_.counters().syncs_behind_walks;
  return sum;
}

}  // namespace htabsim
