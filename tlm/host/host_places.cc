// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/host_places.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace htabsim {

namespace {

constexpr std::uint16_t kHtabFd = 0xffff;
/// So many initiators has the host for each guest: the descriptor and its agents.
constexpr std::size_t kHostsForAGuest = 64;

}  // namespace

HostPlaces::HostPlaces(std::vector<GuestSize> guests, const CpuConfig& config)
    : guests_(std::move(guests)) {
  if (config.outstanding_misses > 1) walks_ += config.outstanding_misses;
  for (std::size_t guest = 0; guest < guests_.size(); ++guest) {
    for (std::size_t number = 0; number < guests_[guest].processors; ++number) {
      all_.push_back({.guest = guest, .number = number});
    }
  }
  if (config.guest_placement == GuestPlacement::apart) {
    place_apart(config.threads_per_core);
  } else {
    place_in_turn(config.threads_per_core);
  }
}

void HostPlaces::place(std::size_t processor, std::size_t position, std::size_t threads) {
  all_[processor].core = position / threads;
  all_[processor].thread = position % threads;
  guest_cores_ = std::max(guest_cores_, all_[processor].core + 1);
}

// Each guest's first processor is the first of a core.
void HostPlaces::place_apart(std::size_t threads) {
  std::size_t position = 0;
  for (std::size_t processor = 0; processor < all_.size(); ++processor) {
    if (all_[processor].number == 0) position = guest_cores_ * threads;
    place(processor, position++, threads);
  }
}

// The first of each guest, then the second of each, and so on.
void HostPlaces::place_in_turn(std::size_t threads) {
  std::vector<std::size_t> order(all_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [this](std::size_t i) { return all_[i].number; });
  for (std::size_t position = 0; position < order.size(); ++position) {
    place(order[position], position, threads);
  }
}

unsigned HostPlaces::threads(std::size_t core) const {
  return static_cast<unsigned>(std::ranges::count(all_, core, &Processor::core));
}

std::size_t HostPlaces::first_processor(std::size_t guest) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      all_, [guest](const Processor& processor) { return processor.guest < guest; }));
}

std::string HostPlaces::title_of(std::size_t processor) const {
  const Processor& it = all_[processor];
  const std::string title = fmt::format("processor {}", it.number);
  return guests_.size() == 1 ? title : title + " of " + guests_[it.guest].name;
}

GuestCpuPlace HostPlaces::processor(std::size_t processor) const {
  const Processor& it = all_[processor];
  return {static_cast<unsigned>(it.number),
          title_of(processor),
          {static_cast<unsigned>(it.thread), initiator(processor, 0)}};
}

std::vector<HypervisorCaller> HostPlaces::hypervisor_callers(std::size_t guest) const {
  std::vector<HypervisorCaller> callers;
  const std::size_t first = first_processor(guest);
  for (std::size_t processor = first; processor < first + guests_[guest].processors; ++processor) {
    callers.push_back({initiator(processor, 0), title_of(processor)});
  }
  return callers;
}

std::vector<WalkRequester> HostPlaces::walk_requesters(
    std::size_t core, const std::vector<GuestTable>& tables) const {
  std::vector<WalkRequester> requesters;
  for (std::size_t thread = 0; thread < threads(core); ++thread) {
    const auto it = std::ranges::find_if(all_, [&](const Processor& processor) {
      return processor.core == core && processor.thread == thread;
    });
    const auto number = static_cast<std::size_t>(it - all_.begin());
    for (std::size_t walk = 0; walk < walks_; ++walk) {
      requesters.push_back(
          {initiator(number, 1 + walk), "a walk of " + title_of(number), tables[it->guest]});
    }
  }
  return requesters;
}

Initiator HostPlaces::initiator(std::size_t processor, std::size_t which) const {
  return {InitiatorId(static_cast<std::uint16_t>((1 + walks_) * processor + which)),
          CoreId(static_cast<std::uint16_t>(core_of(processor)))};
}

Initiator HostPlaces::htab_fd(std::size_t guest) const {
  return {InitiatorId(static_cast<std::uint16_t>(kHtabFd - guest * kHostsForAGuest)),
          CoreId(static_cast<std::uint16_t>(guest_cores_))};
}

Initiator HostPlaces::agent(std::size_t guest, unsigned number) const {
  return {InitiatorId(static_cast<std::uint16_t>(kHtabFd - guest * kHostsForAGuest - 1 - number)),
          CoreId(static_cast<std::uint16_t>(guest_cores_ + 1))};
}

}  // namespace htabsim
