// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>

#include <systemc>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/tlm/core/guest_cpu.h"
#include "htabsim/tlm/kit/clock.h"
#include "htabsim/tlm/kit/config.h"
#include "htabsim/tlm/kit/event_hash.h"
#include "htabsim/tlm/memory/timed_hpt_port.h"

namespace htabsim {

/// What such an agent is at.
struct HostAgentState {
  std::uint64_t turns = 0;
  bool done = false;
  std::string why_not;  ///< why it makes no progress, if that is known
};
BOOST_DESCRIBE_STRUCT(HostAgentState, (), (turns, done, why_not))

/// Where an agent of the host does its work.
struct HostAgentPlace {
  Initiator initiator{};
  Partition& partition;
  HptMemory& memory;
  TlbieFabric& fabric;
  const std::deque<GuestCpu>& guest;
};

/// An agent of the host that does something to the guest's table every so often, on a host
/// processor of its own, while a processor of the guest runs; what it has begun it completes.
class HostAgent : public sc_core::sc_module {
 public:
  /// `interval_us`: from the end of one turn to the begin of the next.
  HostAgent(const sc_core::sc_module_name& name, const HostAgentPlace& place,
            std::uint64_t interval_us, const Clock& clock, const Config& config, Stepping stepping);

  /// Returns when it will not act any more: the guest stands still and the last turn is over. From
  /// a SystemC thread.
  void wait_until_done();

  [[nodiscard]] HostAgentState state() const { return {turns_, done_, end_.why_not()}; }
  [[nodiscard]] const RaceCounters& races() const { return port_.races(); }
  [[nodiscard]] const EventHash& events() const { return events_; }

 protected:
  /// One turn. Gives what is to be told of it in the events.
  virtual std::uint64_t work(HptPort& port) = 0;

 private:
  void run() {
    end_.run([this] { work_until_the_guest_stops(); });
  }
  void work_until_the_guest_stops();
  bool sleep();
  [[nodiscard]] bool guest_runs() const;

  const Clock& clock_;
  const std::deque<GuestCpu>& guest_;
  Cycles interval_;
  LocalTime time_;
  TimedHptPort port_;
  EventHash events_;
  std::uint64_t turns_ = 0;
  AgentEnd end_;
  bool done_ = false;
  sc_core::sc_event done_event_;
};

}  // namespace htabsim
