// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/host_agent.h"

#include <algorithm>

namespace htabsim {

namespace {

constexpr std::uint64_t kPsPerUs = 1'000'000;

SoftwareCosts host_costs(const Config& config) {
  SoftwareCosts costs;
  costs.barrier = Cycles(config.memory.barrier_cycles);
  costs.ptesync = Cycles(config.memory.ptesync_cycles);
  costs[SoftwareWork::kSpin] = Cycles(config.hypervisor.spin_cycles);
  return costs;
}

}  // namespace

HostAgent::HostAgent(const sc_core::sc_module_name& name, const HostAgentPlace& place,
                     std::uint64_t interval_us, const Clock& clock, const Config& config,
                     Stepping stepping)
    : sc_module(name),
      clock_(clock),
      guest_(place.guest),
      interval_(interval_us * kPsPerUs / clock.period_ps()),
      time_(clock, stepping),
      port_("port", place.initiator, place.memory, place.fabric, host_costs(config), time_) {
  SC_HAS_PROCESS(HostAgent);
  SC_THREAD(run);
}

void HostAgent::wait_until_done() {
  while (!done_) wait(done_event_);
}

void HostAgent::work_until_the_guest_stops() {
  while (sleep()) {
    ++turns_;
    const std::uint64_t told = work(port_);
    time_.synchronise();
    events_.add(clock_.now(), 0, told);
  }
  // Who waits goes on in this cycle whether it looks before or after.
  done_ = true;
  done_event_.notify();
}

/// Until the next turn; false if the guest has stopped before.
bool HostAgent::sleep() {
  sc_core::sc_event_or_list stopped;
  for (const GuestCpu& cpu : guest_) stopped |= cpu.stopped_event();
  const Cycles turn = clock_.now() + interval_;
  while (guest_runs() && clock_.now() < turn) wait(clock_.until(turn), stopped);
  return guest_runs();
}

bool HostAgent::guest_runs() const {
  return std::ranges::any_of(guest_, [](const GuestCpu& cpu) { return !cpu.stopped(); });
}

}  // namespace htabsim
