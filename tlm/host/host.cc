// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/host.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "htabsim/tlm/memory/warm_up_port.h"

namespace htabsim {

namespace {

std::vector<MachineSetup> alone(MachineSetup setup) {
  std::vector<MachineSetup> setups;
  setups.push_back(std::move(setup));
  return setups;
}

/// A guest without a name has its number.
std::vector<HostPlaces::GuestSize> sizes_of(const std::vector<MachineSetup>& setups) {
  if (setups.empty() || setups.size() > hpt_address::kMostGuests) {
    throw std::invalid_argument(
        fmt::format("a host has 1 to {} guests, not {}", hpt_address::kMostGuests, setups.size()));
  }
  std::vector<HostPlaces::GuestSize> sizes;
  for (const MachineSetup& setup : setups) {
    sizes.push_back({setup.vcpus.size() + setup.own_processors,
                     setup.name.empty() ? fmt::format("guest {}", sizes.size()) : setup.name});
  }
  return sizes;
}

}  // namespace

Host::Host(const sc_core::sc_module_name& name, const Sim& sim, MachineSetup only_guest)
    : Host(name, sim, alone(std::move(only_guest))) {}

Host::Host(const sc_core::sc_module_name& name, const Sim& sim, std::vector<MachineSetup> guests)
    : Part(name, sim),
      places_(sizes_of(guests), sim.config.cpu),
      tlbs_(make_tlbs()),
      parts_(make_parts(guests.size())),
      guests_(make_guests(std::move(guests))),
      cores_(make_cores()),
      memory_("memory", sim, tables(), places_.cores()),
      fabric_("tlbie", sim) {
  for (Guest& guest : guests_) {
    fabric_.inject(guest.partition().defect);
    guest.make_rest(memory_, [this](Part& part) { bind_masters(part); });
    const std::size_t first = places_.first_processor(static_cast<std::size_t>(guest.lpid()));
    for (GuestCpu& cpu : guest.cpus()) {
      bind_processor(first + cpu.number(), cpu.thread, cpu.snoops);
    }
  }
  for (Core& core : cores_) {
    fabric_.snoopers.bind(core.snoops.socket);
    bind_masters(core);
  }
}

Host::~Host() = default;

std::deque<SharedTlb> Host::make_tlbs() const {
  std::deque<SharedTlb> tlbs;
  for (std::size_t core = 0; core < places_.guest_cores(); ++core) {
    tlbs.emplace_back(("tlb" + std::to_string(core)).c_str(), sim(), places_.threads(core));
  }
  return tlbs;
}

std::deque<GuestPart> Host::make_parts(std::size_t guests) const {
  std::deque<GuestPart> parts;
  for (std::size_t i = 0; guests > 1 && i < guests; ++i) {
    parts.emplace_back(("guest" + std::to_string(i)).c_str(), sim(), places_.name_of(i));
  }
  return parts;
}

std::deque<Guest> Host::make_guests(std::vector<MachineSetup> setups) {
  std::deque<Guest> guests;
  for (std::size_t i = 0; i < setups.size(); ++i) {
    Part& home = parts_.empty() ? static_cast<Part&>(*this) : parts_[i];
    guests.emplace_back(Guest::Place{home, sim(), places_, i}, std::move(setups[i]));
    guests.back().make_processors(tlbs_);
  }
  return guests;
}

std::vector<GuestTable> Host::tables() {
  std::vector<GuestTable> tables;
  for (Guest& guest : guests_) tables.push_back(guest.table());
  return tables;
}

std::deque<Core> Host::make_cores() {
  std::deque<Core> cores;
  for (std::size_t i = 0; i < places_.guest_cores(); ++i) {
    cores.emplace_back(("core" + std::to_string(i)).c_str(), sim(), static_cast<unsigned>(i),
                       tlbs_[i], places_.walk_requesters(i, tables()));
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
  const std::size_t guest = places_.guest_of(number);
  thread.hypervisor.bind(
      guests_[guest].hypervisor().calls[number - places_.first_processor(guest)]);
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
  std::deque<WarmUpPort> ports;
  std::vector<GuestCpu*> cpus;
  for (Guest& guest : guests_) {
    const auto invalidate = [this, &guest](TlbieRb rb) {
      const auto target = decode_tlbie(rb, guest.lpid());
      if (!target) return;
      for (SharedTlb& tlb : tlbs_) tlb.tlb().invalidate(*target);
      for (GuestCpu& cpu : guest.cpus()) cpu.invalidate_erats(*target);
    };
    for (GuestCpu& cpu : guest.cpus()) {
      const GuestCpuPlace place = places_.processor(cpus.size());
      ports.emplace_back(memory_, guest.table(), place.thread.initiator.core, invalidate);
      cpus.push_back(&cpu);
    }
  }
  for (SharedTlb& tlb : tlbs_) tlb.settle();
  std::vector<std::size_t> warming(cpus.size());
  std::iota(warming.begin(), warming.end(), std::size_t{0});
  while (!warming.empty()) {
    std::erase_if(warming, [&](std::size_t i) { return !cpus[i]->warm_up(ports[i], accesses); });
  }
}

bool Host::is_between_samples() const {
  const std::vector<const GuestCpu*> all = cpus();
  return std::ranges::all_of(all, &GuestCpu::stopped) &&
         std::ranges::any_of(all, &GuestCpu::is_between_samples);
}

void Host::go_on() {
  for (Guest& guest : guests_) {
    for (GuestCpu& cpu : guest.cpus()) {
      if (!cpu.over()) cpu.resume();
    }
  }
}

std::vector<const GuestCpu*> Host::cpus() const {
  std::vector<const GuestCpu*> all;
  for (const Guest& guest : guests_) {
    std::ranges::transform(guest.cpus(), std::back_inserter(all),
                           [](const GuestCpu& cpu) { return &cpu; });
  }
  return all;
}

}  // namespace htabsim
