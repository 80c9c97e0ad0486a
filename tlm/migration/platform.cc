// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/platform.h"

#include <algorithm>
#include <utility>

#include "htabsim/tlm/host/warm_state.h"
#include "htabsim/tlm/kit/simulation.h"

namespace htabsim {

namespace {

/// A host that waits for the guest: the same memory, an empty table, no processor running.
MachineSetup empty_twin(Guest& guest) {
  Partition partition = guest.partition();
  partition.mmu_ready = false;
  partition.hpte_mod_interest = 0;
  partition.running_vcpus = 0;
  return {HptImage(guest.image().geometry()), std::move(partition), {}};
}

}  // namespace

Platform::Platform(const sc_core::sc_module_name& name, const Sim& sim, MachineSetup only_guest,
                   Job job)
    : Part(name, sim), source_("source", sim, std::move(only_guest)) {
  if (job == Job::kMigrate) migration_.emplace(*this, sim);
}

Platform::Platform(const sc_core::sc_module_name& name, const Sim& sim,
                   std::vector<MachineSetup> guests, Job job)
    : Part(name, sim), source_("source", sim, std::move(guests)) {
  if (job == Job::kMigrate) migration_.emplace(*this, sim);
}

Platform::~Platform() = default;

Platform::Migration::Migration(Platform& platform, const Sim& sim)
    : agent("migration", sim, hooks(platform.source_)),
      host("destination", sim, empty_twin(platform.source_.guest())),
      checker("checker", sim, platform.source_.memory(), platform.source_.guest().table(),
              platform.source_.guest().htab_fd()) {
  agent.source.bind(platform.source_.guest().htab_fd().calls);
  agent.destination.bind(host.guest().htab_fd().calls);
  // Nothing runs there, and what arrives waits for its calls. Stores that go on behind a call are
  // others to it.
  if (sim.config.memory.store_queue_entries == 0) host.guest().htab_fd().act_alone();
}

MigrationHooks Platform::Migration::hooks(Host& source) {
  Guest& guest = source.guest();
  return {.stop_guest = [&guest] { guest.stop(); },
          .resume_guest = [&guest] { guest.resume(); },
          .take_changes = [this] { return checker.promises().take_changes(); },
          .renew_destination = [this, &guest] { renew_destination(guest.image().geometry()); },
          .start_destination =
              [this] {
                host.guest().partition().mmu_ready = true;
                host.guest().partition().running_vcpus = 1;
              },
          .table_switches = [&source, &guest] { return source.memory().switches(guest.lpid()); },
          .dirtied = {.guest_ran_until = [&guest] { return guest.ran_until(); },
                      .take_stored_bytes = [&guest] { return guest.take_stored_bytes(); }},
          .table_work = guest.table_work()};
}

// As a new process of QEMU's would begin there.
void Platform::Migration::renew_destination(const HptGeometry& table) {
  host.guest().image().replace_table(HptImage(table));
  host.guest().partition().mmu_ready = false;
  host.guest().partition().running_vcpus = 0;
  checker.promises().renew_receiver();
}

void Platform::warm_up() {
  source_.warm_up(config().cpu.warmup_accesses);
  is_warm_ = true;
}

void Platform::load_warm_state(StateReader& from) {
  htabsim::load_warm_state(source_, from);
  is_warm_ = true;
}

SimulationEnd Platform::simulate() {
  // SystemC would say on standard output that an agent has stopped it.
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  if (!is_warm_) warm_up();
  run_simulation();
  go_through_samples();
  if (stop_.is_requested()) catch_up();
  const bool is_done = std::ranges::all_of(parts_of<Part>(*this), &Part::done);
  if (stop_.is_requested() && (!is_done || source_.is_between_samples())) {
    return SimulationEnd::kStopped;
  }
  if (!is_done) return SimulationEnd::kStuck;
  if (migration_ && migration_->agent.outcome().finished) {
    migration_->checker.check_receiver(clock().now());
  }
  return SimulationEnd::kFinished;
}

// Those that run ahead have done already what the others are yet to see.
void Platform::catch_up() {
  Cycles latest = clock().now();
  for (const GuestCpu* cpu : source_.cpus()) latest = std::max(latest, cpu->thread.now());
  go_on_until(clock().duration(latest + Cycles(1)));
}

void Platform::go_through_samples() {
  while (source_.is_between_samples()) {
    source_.warm_up(0);
    if (stop_.is_requested()) return;
    source_.go_on();
    run_simulation();
  }
}

}  // namespace htabsim
