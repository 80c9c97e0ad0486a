// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/platform.h"

#include <algorithm>
#include <utility>

namespace htabsim {

namespace {

/// A host that waits for the guest: the same memory, an empty table, no processor running.
MachineSetup empty_twin(Host& host) {
  Partition partition = host.partition();
  partition.mmu_ready = false;
  partition.hpte_mod_interest = 0;
  partition.running_vcpus = 0;
  return {HptImage(host.table().geometry()), std::move(partition), {}};
}

}  // namespace

Platform::Platform(const sc_core::sc_module_name& name, const Sim& sim, MachineSetup setup, Job job)
    : Part(name, sim), source_("source", sim, std::move(setup)) {
  if (job == Job::kMigrate) migration_.emplace(*this, sim);
}

Platform::~Platform() = default;

Platform::Migration::Migration(Platform& platform, const Sim& sim)
    : agent("migration", sim,
            {[&platform] { platform.source_.stop_guest(); },
             [this] { return checker.promises().take_changes(); }}),
      host("destination", sim, empty_twin(platform.source_)),
      checker("checker", sim, platform.source_.memory(), platform.source_.htab_fd()) {
  agent.source.bind(platform.source_.htab_fd().calls);
  agent.destination.bind(host.htab_fd().calls);
}

SimulationEnd Platform::simulate() {
  // SystemC would say on standard output that an agent has stopped it.
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  source_.warm_up(config().cpu.warmup_accesses);
  sc_core::sc_start();
  if (!std::ranges::all_of(parts_of<Part>(*this), &Part::done)) return SimulationEnd::kStuck;
  if (migration_) migration_->checker.check_receiver(clock().now());
  return SimulationEnd::kFinished;
}

}  // namespace htabsim
