// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/host.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "htabsim/tlm/host/dirty_logger.h"
#include "htabsim/tlm/host/host_pager.h"
#include "htabsim/tlm/memory/warm_up_port.h"

namespace htabsim {

namespace {

/// Within so long a processor that is resumed goes on.
constexpr Cycles kResumption(2);

}  // namespace

Host::Host(const sc_core::sc_module_name& name, const Sim& sim, MachineSetup setup)
    : Part(name, sim),
      places_(setup.vcpus.size() + setup.own_processors, sim.config.cpu),
      partition_(std::move(setup.partition)),
      table_(std::move(setup.image)),
      tlbs_(make_tlbs()),
      cpus_(make_cpus(setup.vcpus)),
      cores_(make_cores()),
      memory_("memory", sim, table_, places_.cores()),
      fabric_("tlbie", sim),
      hypervisor_("hypervisor", sim, places_.hypervisor_callers(), table_, partition_, *this),
      htab_fd_("htab_fd", sim, places_.htab_fd(), table_, partition_),
      table_work_(sim.clock) {
  fabric_.inject(partition_.defect);
  // A processor of another module's own is told of invalidations as the fabric's snoopers are.
  if (setup.own_processors == 0) partition_.online_vcpus = static_cast<unsigned>(cpus_.size());
  if (config().tlbie.p9_erratum) partition_.tlbie_erratum = TlbieErratum::p9;
  running_guest_.runs = [this] {
    return std::ranges::any_of(cpus_, [](const GuestCpu& cpu) { return !cpu.stopped(); });
  };
  for (const GuestCpu& cpu : cpus_) running_guest_.stopped |= cpu.stopped_event();
  for (std::size_t i = 0; i < cpus_.size(); ++i) {
    bind_processor(i, cpus_[i].thread, cpus_[i].snoops);
  }
  for (Core& core : cores_) fabric_.snoopers.bind(core.snoops.socket);
  bind_masters(*this);
  if (!cpus_.empty()) add_agents();
}

Host::~Host() = default;

// The agents of every host. A new one is added at the end.
void Host::add_agents() {
  add<HostPager>("host_pager");
  add<DirtyLogger>("dirty_log");
}

std::deque<SharedTlb> Host::make_tlbs() const {
  std::deque<SharedTlb> tlbs;
  for (std::size_t core = 0; core < places_.guest_cores(); ++core) {
    tlbs.emplace_back(("tlb" + std::to_string(core)).c_str(), sim(), places_.threads(core));
  }
  return tlbs;
}

std::deque<GuestCpu> Host::make_cpus(const std::vector<VcpuSetup>& setups) {
  std::deque<GuestCpu> cpus;
  for (std::size_t i = 0; i < setups.size(); ++i) {
    cpus.emplace_back(("cpu" + std::to_string(i)).c_str(), sim(), places_.processor(i), partition_,
                      table_.geometry(), tlbs_[places_.core_of(i)], setups[i]);
  }
  return cpus;
}

std::deque<Core> Host::make_cores() {
  std::deque<Core> cores;
  for (std::size_t i = 0; i < places_.guest_cores(); ++i) {
    cores.emplace_back(("core" + std::to_string(i)).c_str(), sim(), static_cast<unsigned>(i),
                       tlbs_[i], table_, places_.walk_requesters(i));
  }
  return cores;
}

void Host::bind_processor(std::size_t number, TimedThread& thread, SnoopTarget& snoops) {
  auto& requests = cores_[places_.core_of(number)].walkers.requests;
  const std::size_t first = places_.first_walk_of(number);
  thread.walks.bind(requests[first]);
  for (std::size_t miss = 0; miss < thread.misses.size(); ++miss) {
    thread.misses.walks[miss].bind(requests[first + 1 + miss]);
  }
  thread.hypervisor.bind(hypervisor_.calls[number]);
  fabric_.snoopers.bind(snoops.socket);
}

void Host::bind_masters(Part& part) {
  for_each_part<TimedHptPort>(part, [this](TimedHptPort& port) {
    port.memory.bind(memory_.masters);
    port.fabric.bind(fabric_.masters);
  });
  for_each_part<DataAccesses>(part,
                              [this](DataAccesses& data) { data.memory.bind(memory_.masters); });
}

void Host::warm_up(std::uint64_t accesses) {
  const auto invalidate = [this](TlbieRb rb) {
    const auto target = decode_tlbie(rb);
    if (!target) return;
    for (SharedTlb& tlb : tlbs_) tlb.tlb().invalidate(*target);
    for (GuestCpu& cpu : cpus_) cpu.invalidate_erats(*target);
  };
  std::deque<WarmUpPort> ports;
  for (std::size_t i = 0; i < cpus_.size(); ++i) {
    ports.emplace_back(memory_, table_, places_.processor(i).thread.initiator.core, invalidate);
  }
  std::vector<std::size_t> warming(cpus_.size());
  std::iota(warming.begin(), warming.end(), std::size_t{0});
  while (!warming.empty()) {
    std::erase_if(warming, [&](std::size_t i) { return !cpus_[i].warm_up(ports[i], accesses); });
  }
}

// The first of them holds; who comes while it does waits in the hypervisor, and so stands still.
void Host::hold_others(InitiatorId who) {
  const std::pair self(clock().now(), who);
  change_between_cycles(clock(), [&] { holders_.insert(self); });
  holders_changed_.notify();
  while (*holders_.begin() != self) wait(holders_changed_);
  stand_alone(who);
  table_work_.shut_out();
}

void Host::stand_alone(InitiatorId who) {
  const Cycles arrival = clock().now() + Cycles(config().tlbie.broadcast_cycles);
  for (GuestCpu& cpu : cpus_) {
    if (stop_wanted_ || cpu.stopped()) continue;
    if (initiator_of(cpu) == who) {
      cpu.cancel_stop();  // the last holder's, who did not know yet that this one waits
    } else if (!is_holder(cpu)) {
      cpu.post_stop(arrival);
    }
  }
  for (const GuestCpu& cpu : cpus_) {
    while (!cpu.stopped() && !is_holder(cpu)) wait(cpu.stopped_event() | holders_changed_);
  }
}

void Host::release_others(InitiatorId who) {
  table_work_.admit();
  if (!stop_wanted_) {
    for (GuestCpu& cpu : cpus_) {
      if (cpu.stopped() && !cpu.over()) cpu.resume();
    }
    clock().wait_for(kResumption);
  }
  change_between_cycles(clock(), [&] {
    std::erase_if(holders_, [&](const auto& holder) { return holder.second == who; });
  });
  holders_changed_.notify();
}

InitiatorId Host::initiator_of(const GuestCpu& cpu) const {
  return hypervisor_.initiator(cpu.number());
}

bool Host::is_holder(const GuestCpu& cpu) const {
  return std::ranges::any_of(
      holders_, [&](const auto& holder) { return holder.second == initiator_of(cpu); });
}

void Host::stop_guest() {
  while (!holders_.empty()) wait(holders_changed_);
  stop_wanted_ = true;
  const Cycles arrival = clock().now() + Cycles(config().tlbie.broadcast_cycles);
  for (GuestCpu& cpu : cpus_) cpu.post_stop(arrival);
  for (const GuestCpu& cpu : cpus_) {
    while (!cpu.stopped()) wait(cpu.stopped_event());
  }
  for (const auto& agent : agents_) agent->wait_until_done();
}

void Host::resume_guest() {
  stop_wanted_ = false;
  for (GuestCpu& cpu : cpus_) {
    if (!cpu.over()) cpu.resume();
  }
  clock().wait_for(kResumption);
  if (running_guest_.runs()) running_guest_.resumed.notify(sc_core::SC_ZERO_TIME);
}

Cycles Host::guest_ran_until() const {
  Cycles until;
  for (const GuestCpu& cpu : cpus_) {
    until = std::max(until, cpu.stopped() ? cpu.stopped_at() : clock().now());
  }
  return until;
}

std::uint64_t Host::take_stored_bytes() {
  StoredPages::Pages pages;
  for (GuestCpu& cpu : cpus_) {
    if (cpu.thread.data) cpu.thread.data->stored_pages().take(clock().now(), pages);
  }
  return std::uint64_t{pages.size()} << StoredPages::kPageShift;
}

}  // namespace htabsim
