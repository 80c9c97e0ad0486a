// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <vector>

#include <systemc>

#include "model/hpt/image.h"
#include "model/hpt/partition.h"
#include "tlm/guest_cpu.h"
#include "tlm/htab_fd.h"
#include "tlm/hypervisor.h"

namespace htabsim {

/// A guest as it stands before the run.
struct MachineSetup {
  HptImage image;
  Partition partition;
  std::vector<VcpuSetup> vcpus;
};

/// One host with one guest: the table in memory, the invalidation fabric, the hypervisor, the HTAB
/// descriptor and the guest's processors.
class GuestMachine : public sc_core::sc_module {
 public:
  GuestMachine(const sc_core::sc_module_name& name, MachineSetup setup, const Clock& clock,
               const Config& config, Stepping stepping);

  /// Asks every processor to stop and returns when all stand still. From a SystemC thread.
  void stop_guest();

  [[nodiscard]] const Partition& partition() const { return partition_; }
  [[nodiscard]] HptMemory& memory() { return memory_; }
  [[nodiscard]] const TlbieFabric& fabric() const { return fabric_; }
  [[nodiscard]] const Hypervisor& hypervisor() const { return hypervisor_; }
  [[nodiscard]] HtabFdTarget& htab_fd() { return htab_fd_; }
  [[nodiscard]] const std::deque<Core>& cores() const { return cores_; }
  [[nodiscard]] const std::deque<GuestCpu>& cpus() const { return cpus_; }
  /// Of all agents here.
  [[nodiscard]] RaceCounters races() const;

  /// The HTAB descriptor's place among the initiators on this machine's memory.
  static constexpr InitiatorId kHtabFdInitiator{0xffff};

 private:
  const Clock& clock_;
  Cycles stop_latency_;
  Partition partition_;
  HptMemory memory_;
  TlbieFabric fabric_;
  Hypervisor hypervisor_;
  HtabFdTarget htab_fd_;
  std::deque<Core> cores_;
  std::deque<GuestCpu> cpus_;
};

}  // namespace htabsim
