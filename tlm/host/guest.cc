// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/guest.h"

#include <algorithm>

#include "htabsim/tlm/host/dirty_logger.h"
#include "htabsim/tlm/host/host_pager.h"

namespace htabsim {

namespace {

/// Within so long a processor that is resumed goes on.
constexpr Cycles kResumption(2);

}  // namespace

Guest::Guest(const Place& place, MachineSetup setup)
    : place_(place),
      partition_(std::move(setup.partition)),
      image_(std::move(setup.image)),
      vcpus_(std::move(setup.vcpus)),
      table_work_(place.sim.clock) {
  // A processor of another module's own is told of invalidations as the fabric's snoopers are.
  if (setup.own_processors == 0) partition_.online_vcpus = static_cast<unsigned>(vcpus_.size());
  if (place.sim.config.tlbie.p9_erratum) partition_.tlbie_erratum = TlbieErratum::p9;
}

Guest::~Guest() = default;

void Guest::make_processors(std::deque<SharedTlb>& tlbs) {
  const WithinModule here = place_.home.within_this();
  const std::size_t first = place_.places.first_processor(place_.number);
  for (std::size_t i = 0; i < vcpus_.size(); ++i) {
    cpus_.emplace_back(("cpu" + std::to_string(i)).c_str(), place_.sim,
                       place_.places.processor(first + i), partition_, table(),
                       tlbs[place_.places.core_of(first + i)], vcpus_[i]);
  }
  running_guest_.runs = [this] {
    return std::ranges::any_of(cpus_, [](const GuestCpu& cpu) { return !cpu.stopped(); });
  };
  for (const GuestCpu& cpu : cpus_) running_guest_.stopped |= cpu.stopped_event();
}

void Guest::make_rest(HptMemory& memory, std::function<void(Part&)> bind_masters) {
  memory_ = &memory;
  bind_masters_ = std::move(bind_masters);
  {
    const WithinModule here = place_.home.within_this();
    hypervisor_.emplace("hypervisor", place_.sim, place_.places.hypervisor_callers(place_.number),
                        table(), partition_, *this);
    htab_fd_.emplace("htab_fd", place_.sim, place_.places.htab_fd(place_.number), table(),
                     partition_);
  }
  for (GuestCpu& cpu : cpus_) bind_masters_(cpu);
  bind_masters_(*hypervisor_);
  bind_masters_(*htab_fd_);
  if (!cpus_.empty()) add_agents();
}

// The agents of every guest. A new one is added at the end.
void Guest::add_agents() {
  add<HostPager>("host_pager");
  add<DirtyLogger>("dirty_log");
}

// The first of them holds; who comes while it does waits in the hypervisor, and so stands still.
void Guest::hold_others(InitiatorId who) {
  const std::pair self(clock().now(), who);
  change_between_cycles(clock(), [&] { holders_.insert(self); });
  holders_changed_.notify();
  while (*holders_.begin() != self) sc_core::wait(holders_changed_);
  stand_alone(who);
  table_work_.shut_out();
  wait_for_stores();
}

void Guest::stand_alone(InitiatorId who) {
  const Cycles arrival = stop_arrival();
  for (GuestCpu& cpu : cpus_) {
    if (stop_wanted_ || cpu.stopped()) continue;
    if (initiator_of(cpu) == who) {
      cpu.cancel_stop();  // the last holder's, who did not know yet that this one waits
    } else if (!is_holder(cpu)) {
      cpu.post_stop(arrival);
    }
  }
  for (const GuestCpu& cpu : cpus_) {
    while (!cpu.stopped() && !is_holder(cpu)) sc_core::wait(cpu.stopped_event() | holders_changed_);
  }
}

void Guest::release_others(InitiatorId who) {
  table_work_.admit();
  if (!stop_wanted_) let_go_on();
  change_between_cycles(clock(), [&] {
    std::erase_if(holders_, [&](const auto& holder) { return holder.second == who; });
  });
  holders_changed_.notify();
}

void Guest::let_go_on() {
  for (GuestCpu& cpu : cpus_) {
    if (cpu.stopped() && !cpu.over()) cpu.resume();
  }
  clock().wait_for(kResumption);
}

void Guest::wait_until_none_holds() {
  while (!holders_.empty()) sc_core::wait(holders_changed_);
}

Cycles Guest::stop_arrival() const {
  return clock().now() + Cycles(place_.sim.config.tlbie.broadcast_cycles);
}

InitiatorId Guest::initiator_of(const GuestCpu& cpu) const {
  return hypervisor_->initiator(cpu.number());
}

bool Guest::is_holder(const GuestCpu& cpu) const {
  return std::ranges::any_of(
      holders_, [&](const auto& holder) { return holder.second == initiator_of(cpu); });
}

void Guest::stop() {
  wait_until_none_holds();
  stop_wanted_ = true;
  const Cycles arrival = stop_arrival();
  for (GuestCpu& cpu : cpus_) cpu.post_stop(arrival);
  for (const GuestCpu& cpu : cpus_) {
    while (!cpu.stopped()) sc_core::wait(cpu.stopped_event());
  }
  for (const auto& agent : agents_) agent->wait_until_done();
  wait_for_stores();
}

void Guest::wait_for_stores() {
  for (const GuestCpu& cpu : cpus_) memory_->wait_for_stores_of(initiator_of(cpu));
}

void Guest::resume() {
  wait_until_none_holds();
  stop_wanted_ = false;
  let_go_on();
  if (running_guest_.runs()) running_guest_.resumed.notify(sc_core::SC_ZERO_TIME);
}

Cycles Guest::ran_until() const {
  Cycles until;
  for (const GuestCpu& cpu : cpus_) {
    until = std::max(until, cpu.stopped() ? cpu.stopped_at() : clock().now());
  }
  return until;
}

std::uint64_t Guest::take_stored_bytes() {
  StoredPages::Pages pages;
  for (GuestCpu& cpu : cpus_) {
    if (cpu.thread.data) cpu.thread.data->stored_pages().take(clock().now(), pages);
  }
  return std::uint64_t{pages.size()} << StoredPages::kPageShift;
}

}  // namespace htabsim
