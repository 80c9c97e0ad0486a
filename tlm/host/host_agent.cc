// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/host_agent.h"

#include <utility>

namespace htabsim {

HostAgent::HostAgent(const sc_core::sc_module_name& name, const Sim& sim,
                     const HostAgentPlace& place, std::string author, std::uint64_t interval_us,
                     std::optional<UpdateCode> code)
    : Part(name, sim),
      guest_(place.guest),
      table_work_(place.table_work),
      interval_(sim.clock.microseconds(interval_us)),
      time_(sim),
      port_("port", sim, std::move(author), place.initiator, place.table,
            software_costs(sim.config, Software::kHostAgent), time_) {
  port_.run(code, place.partition.without);
  if (sim.timeline != nullptr) {
    track_ = TimelineTrack(sim, this->name(), port_.title());
    port_.show_on(track_, TimelineTrack(sim, this->name(), port_.title() + ": locks"));
  }
  run_thread("run", [this] { end_.run([this] { take_turns(); }); });
}

HostAgent::~HostAgent() = default;

PartState HostAgent::state() const {
  return described_state(HostAgentState{turns_, done_, end_.why_not()});
}

void HostAgent::wait_until_done() {
  while (!done_) wait(done_event_);
}

void HostAgent::take_turns() {
  for (;;) {
    while (sleep()) {
      table_work_.begin_work();
      ++turns_;
      if (track_) track_.begin(clock().now(), {.what = "turn"});
      const std::uint64_t told = turn(port_);
      port_.complete_stores();
      time_.synchronise();
      if (track_) track_.end(clock().now(), {.details = {{"told", told}}});
      table_work_.end_work();
      events_.add(clock().now(), 0, told);
    }
    // Who waits goes on in this cycle whether it looks before or after.
    done_ = true;
    done_event_.notify();
    wait(guest_.resumed);
    done_ = false;
  }
}

/// Until the next turn; false if the guest has stopped before.
bool HostAgent::sleep() {
  const Cycles next = clock().now() + interval_;
  while (guest_.runs() && clock().now() < next) wait(clock().until(next), guest_.stopped);
  return guest_.runs();
}

}  // namespace htabsim
