// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "htabsim/tlm/core/core.h"
#include "htabsim/tlm/core/guest_cpu.h"
#include "htabsim/tlm/host/host_agent.h"
#include "htabsim/tlm/host/host_places.h"
#include "htabsim/tlm/host/htab_fd.h"
#include "htabsim/tlm/host/hypervisor.h"
#include "htabsim/tlm/host/machine_setup.h"
#include "htabsim/tlm/memory/hpt_memory.h"
#include "htabsim/tlm/memory/tlbie_fabric.h"

namespace htabsim {

/// One host with one guest: the guest's processors and their cores, the table in memory, the
/// invalidation fabric, the hypervisor, the HTAB descriptor, and agents of the host that act while
/// the processors run. It binds the sockets of all of them to each other; htab_fd().calls is left
/// to whoever reads the stream.
class Host final : public Part, public TableOwner {
 public:
  Host(const sc_core::sc_module_name& name, const Sim& sim, MachineSetup setup);
  ~Host() override;

  /// Adds an agent of the host under `name`, if the configuration wants one (Agent::is_wanted);
  /// null if not. Before the simulation starts. An agent's place among the initiators does not
  /// depend on whether those before it are wanted.
  template <class Agent>
  Agent* add(const char* name) {
    const Initiator initiator = take_agent_place();
    if (!Agent::is_wanted(config())) return nullptr;
    const WithinModule here = within_this();
    auto agent = std::make_unique<Agent>(
        name, sim(), HostAgentPlace{initiator, table_, partition_, running_guest_, table_work_});
    Agent& added = *agent;
    agents_.push_back(std::move(agent));
    bind_masters(added);
    return &added;
  }

  // For what the user makes and binds himself:

  /// The next agent's place among the initiators.
  Initiator take_agent_place() { return places_.agent(agents_asked_for_++); }
  /// Binds all that `part` and the parts below it have for memory and fabric.
  void bind_masters(Part& part);
  /// Binds a processor's thread to its core's walkers, the hypervisor and the fabric. Those of
  /// MachineSetup::own_processors are numbered after those of MachineSetup::vcpus.
  void bind_processor(std::size_t number, TimedThread& thread, SnoopTarget& snoops);
  [[nodiscard]] const HostPlaces& places() const { return places_; }

  /// Before time begins: each processor does that many of its first accesses, in turn.
  void warm_up(std::uint64_t accesses);
  /// Asks every processor to stop and returns when all stand still, and the host's agents have
  /// ended what they were at. A table that is being replaced is replaced before. From a SystemC
  /// thread.
  void stop_guest();
  /// Lets all go on that were asked to stop; the first of them does so within two cycles. From a
  /// SystemC thread.
  void resume_guest();
  /// Until when a processor has run: now, unless all stand still.
  [[nodiscard]] Cycles guest_ran_until() const;
  /// The bytes of the 4 KB pages that the processors' stores have gone to since last asked.
  std::uint64_t take_stored_bytes();

  /// Of its own processors, and of its agents; not of those that others have bound.
  void hold_others(InitiatorId who) override;
  void release_others(InitiatorId who) override;
  void switch_table(HptImage table) override { memory_.switch_table(std::move(table)); }
  /// What is shut out while the table is replaced: the turns of the host's agents, and the reads of
  /// whoever reads the stream, which nothing in KVM keeps apart (R56).
  [[nodiscard]] Exclusion& table_work() { return table_work_; }

  [[nodiscard]] Partition& partition() { return partition_; }
  /// The table's contents, free of time.
  [[nodiscard]] HptImage& table() { return table_; }
  [[nodiscard]] const HptImage& table() const { return table_; }
  [[nodiscard]] HptMemory& memory() { return memory_; }
  [[nodiscard]] TlbieFabric& fabric() { return fabric_; }
  [[nodiscard]] Hypervisor& hypervisor() { return hypervisor_; }
  [[nodiscard]] HtabFdTarget& htab_fd() { return htab_fd_; }
  [[nodiscard]] SharedTlb& tlb(std::size_t core) { return tlbs_[core]; }
  [[nodiscard]] std::deque<Core>& cores() { return cores_; }
  [[nodiscard]] const std::deque<GuestCpu>& cpus() const { return cpus_; }

  [[nodiscard]] std::string title() const override { return basename(); }

 private:
  std::deque<SharedTlb> make_tlbs() const;
  std::deque<GuestCpu> make_cpus(const std::vector<VcpuSetup>& setups);
  std::deque<Core> make_cores();
  void add_agents();
  void stand_alone(InitiatorId who);
  [[nodiscard]] InitiatorId initiator_of(const GuestCpu& cpu) const;
  [[nodiscard]] bool is_holder(const GuestCpu& cpu) const;

  HostPlaces places_;
  Partition partition_;
  HptImage table_;
  // In the order in which people want to read of them.
  std::deque<SharedTlb> tlbs_;
  std::deque<GuestCpu> cpus_;
  std::deque<Core> cores_;
  HptMemory memory_;
  TlbieFabric fabric_;
  Hypervisor hypervisor_;
  HtabFdTarget htab_fd_;
  RunningGuest running_guest_;
  Exclusion table_work_;
  /// Who holds others, and who waits for that behind it. Changes between cycles only.
  std::set<std::pair<Cycles, InitiatorId>> holders_;
  sc_core::sc_event holders_changed_;
  bool stop_wanted_ = false;
  unsigned agents_asked_for_ = 0;
  std::vector<std::unique_ptr<HostAgent>> agents_;
};

}  // namespace htabsim
