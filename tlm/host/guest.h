// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "htabsim/tlm/core/guest_cpu.h"
#include "htabsim/tlm/host/host_agent.h"
#include "htabsim/tlm/host/host_places.h"
#include "htabsim/tlm/host/htab_fd.h"
#include "htabsim/tlm/host/hypervisor.h"
#include "htabsim/tlm/host/machine_setup.h"
#include "htabsim/tlm/memory/hpt_memory.h"

namespace htabsim {

/// A guest on a host: its processors, its table, what the hypervisor keeps of it, its HTAB
/// descriptor, and agents of the host that act on its table while the processors run. Its modules
/// are children of the host, or of the guest's own part of it where there are several guests.
///
/// The host makes it, in two steps: the processors first, what works for them last.
class Guest final : public TableOwner {
 public:
  /// Where a guest is on its host.
  struct Place {
    Part& home;  ///< whose children its modules are
    const Sim& sim;
    const HostPlaces& places;
    std::size_t number = 0;  ///< of the guest
  };

  Guest(const Place& place, MachineSetup setup);
  ~Guest() override;
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  // For the host:

  /// `tlbs` are the cores'.
  void make_processors(std::deque<SharedTlb>& tlbs);
  /// `bind_masters` binds all that a part has for memory and fabric.
  void make_rest(HptMemory& memory, std::function<void(Part&)> bind_masters);

  /// Adds an agent of the host under `name`, if the configuration wants one (Agent::is_wanted);
  /// null if not. Before the simulation starts. An agent's place among the initiators does not
  /// depend on whether those before it are wanted.
  template <class Agent>
  Agent* add(const char* name) {
    const Initiator initiator = take_agent_place();
    if (!Agent::is_wanted(place_.sim.config)) return nullptr;
    const WithinModule here = place_.home.within_this();
    auto agent = std::make_unique<Agent>(
        name, place_.sim,
        HostAgentPlace{initiator, table(), partition_, running_guest_, table_work_});
    Agent& added = *agent;
    agents_.push_back(std::move(agent));
    bind_masters_(added);
    return &added;
  }
  /// The next agent's place among the initiators, for one that the user makes and binds himself.
  Initiator take_agent_place() { return place_.places.agent(place_.number, agents_asked_for_++); }

  /// Asks every processor to stop and returns when all stand still, and the host's agents have
  /// ended what they were at. A table that is being replaced is replaced before. From a SystemC
  /// thread.
  void stop();
  /// Lets all go on that were asked to stop; the first of them does so within two cycles. From a
  /// SystemC thread.
  void resume();
  /// Until when a processor has run: now, unless all stand still.
  [[nodiscard]] Cycles ran_until() const;
  /// The bytes of the 4 KB pages that the processors' stores have gone to since last asked.
  std::uint64_t take_stored_bytes();

  /// Of its own processors, and of its agents; not of those that others have bound.
  void hold_others(InitiatorId who) override;
  void release_others(InitiatorId who) override;
  void switch_table(HptImage table) override { memory_->switch_table(lpid(), std::move(table)); }
  /// What is shut out while the table is replaced: the turns of the host's agents, and the reads of
  /// whoever reads the stream, which nothing in KVM keeps apart (R56).
  [[nodiscard]] Exclusion& table_work() { return table_work_; }

  /// By which the host knows it.
  [[nodiscard]] Lpid lpid() const { return Lpid(static_cast<std::uint16_t>(place_.number)); }
  [[nodiscard]] Partition& partition() { return partition_; }
  /// Its contents are free of time.
  [[nodiscard]] GuestTable table() { return {image_, lpid()}; }
  [[nodiscard]] HptImage& image() { return image_; }
  [[nodiscard]] const HptImage& image() const { return image_; }
  [[nodiscard]] Hypervisor& hypervisor() { return *hypervisor_; }
  [[nodiscard]] HtabFdTarget& htab_fd() { return *htab_fd_; }
  [[nodiscard]] std::deque<GuestCpu>& cpus() { return cpus_; }
  [[nodiscard]] const std::deque<GuestCpu>& cpus() const { return cpus_; }

 private:
  void add_agents();
  void stand_alone(InitiatorId who);
  void let_go_on();
  void wait_until_none_holds();
  /// A processor that stands still has come to that behind a full barrier (facts O15).
  void wait_for_stores();
  /// When a processor hears of it that is asked to stop now.
  [[nodiscard]] Cycles stop_arrival() const;
  [[nodiscard]] InitiatorId initiator_of(const GuestCpu& cpu) const;
  [[nodiscard]] bool is_holder(const GuestCpu& cpu) const;
  [[nodiscard]] const Clock& clock() const { return place_.sim.clock; }

  Place place_;
  Partition partition_;
  HptImage image_;
  std::vector<VcpuSetup> vcpus_;
  std::deque<GuestCpu> cpus_;
  HptMemory* memory_ = nullptr;
  std::function<void(Part&)> bind_masters_;
  std::optional<Hypervisor> hypervisor_;
  std::optional<HtabFdTarget> htab_fd_;
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
