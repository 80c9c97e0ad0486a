// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>
#include <tlm_utils/simple_initiator_socket.h>

#include "htabsim/tlm/host/hypervisor.h"
#include "sc_main/conform/timed_agent.h"

namespace htabsim {

/// What the machines of conformance files share in time: a guest's table in memory, the fabric, the
/// hypervisor for one processor, and software beside it. Each call is for a SystemC thread, one at
/// a time, and returns when it has taken its time.
class TimedHost final : public sc_core::sc_module {
 public:
  TimedHost(const sc_core::sc_module_name& name, const HptGeometry& table, Partition partition,
            const Clock& clock, const Config& config);

  [[nodiscard]] const HptImage& image() const { return memory_.image(); }
  [[nodiscard]] Partition& partition() { return partition_; }
  [[nodiscard]] HptMemory& memory() { return memory_; }
  [[nodiscard]] TlbieFabric& fabric() { return fabric_; }
  /// Writes the table directly, without the hypervisor.
  [[nodiscard]] TimedAgent& software() { return software_; }

  HcallResult hcall(const HcallFrame& frame);
  StorageOutcome storage_interrupt(const StorageInterrupt& interrupt);

  /// Initiators on memory and fabric that are the machine's own to use.
  static constexpr Initiator kWalker{InitiatorId{1}, CoreId{0}};
  static constexpr Initiator kHtabFd{InitiatorId{3}, CoreId{1}};

 private:
  Partition partition_;
  HptMemory memory_;
  TlbieFabric fabric_;
  Hypervisor hypervisor_;
  TimedAgent software_;
  tlm_utils::simple_initiator_socket<TimedHost, 64, HypervisorProtocol> hypervisor_socket_;
};

}  // namespace htabsim
