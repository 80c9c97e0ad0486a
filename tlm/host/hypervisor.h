// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <vector>

#include <systemc>
#include <tlm_utils/simple_target_socket.h>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/tlm/core/hypervisor_protocol.h"
#include "htabsim/tlm/kit/clock.h"
#include "htabsim/tlm/kit/config.h"
#include "htabsim/tlm/kit/latency_histogram.h"
#include "htabsim/tlm/memory/timed_hpt_port.h"

namespace htabsim {

/// The hypervisor's side of a guest's hcalls and storage interrupts, run in time on the processor
/// that called: each has a socket and a port onto the table of its own.
class Hypervisor : public sc_core::sc_module {
 public:
  using Socket = tlm_utils::simple_target_socket_tagged<Hypervisor, 64, HypervisorProtocol>;

  /// Serves `processors`, socket by socket in that order.
  Hypervisor(const sc_core::sc_module_name& name, const std::vector<Initiator>& processors,
             Partition& partition, HptMemory& memory, TlbieFabric& fabric, const Clock& clock,
             const Config& config, Stepping stepping);

  Socket& socket(std::size_t processor) { return sockets_[processor]; }

  [[nodiscard]] RaceCounters races() const;
  [[nodiscard]] const LatencyHistogram& hcall_latency() const { return hcall_latency_; }
  [[nodiscard]] const LatencyHistogram& interrupt_latency() const { return interrupt_latency_; }

 private:
  void b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

  Partition& partition_;
  sc_core::sc_vector<Socket> sockets_;
  std::deque<LocalTime> times_;
  std::deque<TimedHptPort> ports_;
  LatencyHistogram hcall_latency_;
  LatencyHistogram interrupt_latency_;
};

}  // namespace htabsim
