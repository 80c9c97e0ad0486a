// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <systemc>
#include <tlm_utils/simple_target_socket.h>

#include "tlm/clock.h"
#include "tlm/config.h"
#include "tlm/event_hash.h"
#include "tlm/latency_histogram.h"
#include "tlm/timed_hpt_port.h"
#include "tlm/walk_protocol.h"

namespace htabsim {

/// The table walker of a core: runs the architecture's table_walk() against memory in time, PTEG
/// fetches and R and C stores each as a transaction of its own.
class LookupUnit : public sc_core::sc_module {
 public:
  LookupUnit(const sc_core::sc_module_name& name, InitiatorId initiator, HptMemory& memory,
             TlbieFabric& fabric, const Clock& clock, const MmuConfig& config, Stepping stepping);

  using Socket = tlm_utils::simple_target_socket<LookupUnit, 64, WalkProtocol>;
  Socket& socket() { return socket_; }

  /// Waits until every walk that began before `cycle` has ended: part of a tlbsync (facts H7).
  void wait_for_walks_before(Cycles cycle);

  [[nodiscard]] const LatencyHistogram& latency() const { return latency_; }
  [[nodiscard]] const EventHash& events() const { return events_; }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

  LocalTime time_;
  Cycles overhead_;
  Socket socket_;
  TimedHptPort port_;
  std::optional<Cycles> walk_began_;
  sc_core::sc_event walk_ended_;
  LatencyHistogram latency_;
  EventHash events_;
};

}  // namespace htabsim
