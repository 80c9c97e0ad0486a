// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/platform.h"

#include <algorithm>
#include <utility>

namespace htabsim {

namespace {

/// A host that waits for the guest: the same memory, an empty table, no processor running.
MachineSetup empty_twin(GuestMachine& machine) {
  Partition partition = machine.partition();
  partition.mmu_ready = false;
  partition.hpte_mod_interest = 0;
  partition.running_vcpus = 0;
  return {HptImage(machine.memory().image().geometry()), std::move(partition), {}};
}

}  // namespace

Platform::Platform(const sc_core::sc_module_name& name, const Config& config, MachineSetup setup,
                   Job job, Stepping stepping)
    : sc_module(name),
      clock_(config.clock.period_ps),
      warmup_accesses_(config.cpu.warmup_accesses),
      source_("source", std::move(setup), clock_, config, stepping) {
  if (job == Job::kMigrate) migration_.emplace(*this, config, stepping);
}

Platform::Migration::Migration(Platform& platform, const Config& config, Stepping stepping)
    : machine("destination", empty_twin(platform.source_), platform.clock_, config, stepping),
      checker(platform.source_.memory(), platform.source_.htab_fd(),
              GuestMachine::kHtabFdInitiator),
      agent("agent", platform.clock_, config.migration,
            {[&platform] { platform.source_.stop_guest(); },
             [this] { return checker.promises().take_changes(); }}) {
  agent.source().bind(platform.source_.htab_fd().socket());
  agent.destination().bind(machine.htab_fd().socket());
}

SimulationEnd Platform::simulate() {
  // SystemC would say on standard output that an agent has stopped it.
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  source_.warm_up(warmup_accesses_);
  sc_core::sc_start();
  if (!finished()) return SimulationEnd::kStuck;
  if (migration_) migration_->checker.check_receiver(clock_.now());
  return SimulationEnd::kFinished;
}

bool Platform::finished() const {
  const auto stopped = [](const GuestCpu& cpu) { return cpu.stopped(); };
  const auto done = [](const auto* agent) { return agent == nullptr || agent->state().done; };
  return std::ranges::all_of(source_.cpus(), stopped) && done(source_.pager()) &&
         done(source_.dirty_logger()) && (!migration_ || migration_->agent.outcome().finished);
}

std::vector<EventHash> Platform::event_hashes() {
  std::vector<EventHash> hashes;
  for (const GuestCpu& cpu : source_.cpus()) hashes.push_back(cpu.events());
  for (const Core& core : source_.cores()) hashes.push_back(core.walkers().events());
  hashes.push_back(source_.memory().events());
  hashes.push_back(source_.fabric().events());
  hashes.push_back(source_.htab_fd().events());
  if (source_.pager()) hashes.push_back(source_.pager()->events());
  if (source_.dirty_logger()) hashes.push_back(source_.dirty_logger()->events());
  if (migration_) {
    hashes.push_back(migration_->agent.events());
    hashes.push_back(migration_->machine.memory().events());
    hashes.push_back(migration_->machine.htab_fd().events());
  }
  return hashes;
}

RaceCounters Platform::races() const {
  RaceCounters sum = source_.races();
  if (migration_) sum += migration_->checker.races();
  return sum;
}

}  // namespace htabsim
