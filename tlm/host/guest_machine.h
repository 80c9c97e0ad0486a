// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include <systemc>

#include "htabsim/model/hpt/image.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/tlm/core/guest_cpu.h"
#include "htabsim/tlm/host/dirty_logger.h"
#include "htabsim/tlm/host/host_pager.h"
#include "htabsim/tlm/host/htab_fd.h"
#include "htabsim/tlm/host/hypervisor.h"
#include "htabsim/tlm/host/machine_setup.h"

namespace htabsim {

enum class AgentKind : std::uint8_t { processor, walk, htab_descriptor, pager, dirty_log };

struct MachineAgent {
  AgentKind kind = AgentKind::processor;
  std::size_t cpu = 0;  ///< of a processor's software and its walks
};

/// One host with one guest: the table in memory, the invalidation fabric, the hypervisor, the HTAB
/// descriptor, the guest's processors and the host's agents that act while they run.
class GuestMachine : public sc_core::sc_module {
 public:
  GuestMachine(const sc_core::sc_module_name& name, MachineSetup setup, const Clock& clock,
               const Config& config, Stepping stepping);

  /// Before time begins: each processor does that many of its first accesses, in turn.
  void warm_up(std::uint64_t accesses);
  /// Asks every processor to stop and returns when all stand still, and the host's agents have
  /// ended what they were at. From a SystemC thread.
  void stop_guest();

  [[nodiscard]] const Partition& partition() const { return partition_; }
  [[nodiscard]] HptMemory& memory() { return memory_; }
  [[nodiscard]] const TlbieFabric& fabric() const { return fabric_; }
  [[nodiscard]] const Hypervisor& hypervisor() const { return hypervisor_; }
  [[nodiscard]] HtabFdTarget& htab_fd() { return htab_fd_; }
  [[nodiscard]] const std::deque<Core>& cores() const { return cores_; }
  [[nodiscard]] const std::deque<GuestCpu>& cpus() const { return cpus_; }
  /// Null where the host withdraws no pages, or nobody asks for dirty ones.
  [[nodiscard]] const HostPager* pager() const { return pager_ ? &*pager_ : nullptr; }
  [[nodiscard]] const DirtyLogger* dirty_logger() const {
    return dirty_logger_ ? &*dirty_logger_ : nullptr;
  }
  /// Whose initiator on memory it is.
  [[nodiscard]] MachineAgent agent(InitiatorId initiator) const;
  /// Of all agents here.
  [[nodiscard]] RaceCounters races() const;

  /// The HTAB descriptor's place among the initiators on this machine's memory.
  static constexpr InitiatorId kHtabFdInitiator{0xffff};

 private:
  static constexpr InitiatorId kPagerInitiator{0xfffe};
  static constexpr InitiatorId kDirtyLoggerInitiator{0xfffd};

  void add_host_agents(const Clock& clock, const Config& config, Stepping stepping);

  const Clock& clock_;
  Cycles stop_latency_;
  std::size_t initiators_per_cpu_;
  Partition partition_;
  HptMemory memory_;
  TlbieFabric fabric_;
  Hypervisor hypervisor_;
  HtabFdTarget htab_fd_;
  std::vector<Initiator> processors_;
  std::deque<Core> cores_;
  std::deque<GuestCpu> cpus_;
  std::optional<HostPager> pager_;
  std::optional<DirtyLogger> dirty_logger_;
};

}  // namespace htabsim
