// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include <boost/describe/class.hpp>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/tlm/kit/agent_end.h"
#include "htabsim/tlm/kit/exclusion.h"
#include "htabsim/tlm/memory/timed_hpt_port.h"

namespace htabsim {

/// What such an agent is at.
struct HostAgentState {
  std::uint64_t turns = 0;
  bool done = false;
  std::string why_not;  ///< why it makes no progress, if that is known
};
BOOST_DESCRIBE_STRUCT(HostAgentState, (), (turns, done, why_not))

/// The guest as the host's agents see it: whether a processor of it runs, and what is notified when
/// one has stopped, and when those that were stopped go on.
struct RunningGuest {
  std::function<bool()> runs;
  sc_core::sc_event_or_list stopped;
  sc_core::sc_event resumed;
};

/// Where an agent of the host does its work; Guest::add gives it.
struct HostAgentPlace {
  Initiator initiator;
  GuestTable table;
  Partition& partition;
  const RunningGuest& guest;
  Exclusion& table_work;  ///< its turns are shut out while the guest's table is replaced
};

/// An agent of the host that does something to the guest's table every so often, on a host
/// processor of its own, while a processor of the guest runs; what it has begun it completes.
///
/// One of one's own has a constructor (name, sim, place), a turn(), and a function
/// `static bool is_wanted(const Config&)`; it is added with Guest::add.
class HostAgent : public Part {
 public:
  /// `author` is what people call it in the events of an entry: "the host's pager". `interval_us`:
  /// from the end of one turn to the begin of the next. `code`: what it runs, if that is one of the
  /// hypervisor's updates.
  HostAgent(const sc_core::sc_module_name& name, const Sim& sim, const HostAgentPlace& place,
            std::string author, std::uint64_t interval_us,
            std::optional<UpdateCode> code = std::nullopt);
  ~HostAgent() override;

  /// Returns when it will not act: the guest stands still and the last turn is over. From a SystemC
  /// thread.
  void wait_until_done();

  [[nodiscard]] PartState state() const override;
  [[nodiscard]] bool done() const override { return done_; }
  [[nodiscard]] std::optional<EventHash> events() const override { return events_; }

 protected:
  /// One turn. Gives what is to be told of it in the events.
  virtual std::uint64_t turn(HptPort& port) = 0;

 private:
  void take_turns();
  bool sleep();

  const RunningGuest& guest_;
  Exclusion& table_work_;
  Cycles interval_;
  LocalTime time_;
  TimedHptPort port_;
  EventHash events_;
  std::uint64_t turns_ = 0;
  AgentEnd end_;
  bool done_ = false;
  sc_core::sc_event done_event_;
  TimelineTrack track_;
};

}  // namespace htabsim
