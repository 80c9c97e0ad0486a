// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/host_places.h"

#include <algorithm>

namespace htabsim {

namespace {

constexpr std::uint16_t kHtabFd = 0xffff;

std::string title_of(std::size_t processor) { return "processor " + std::to_string(processor); }

}  // namespace

HostPlaces::HostPlaces(std::size_t processors, const CpuConfig& config)
    : processors_(processors), threads_(config.threads_per_core) {
  if (config.outstanding_misses > 1) walks_ += config.outstanding_misses;
}

unsigned HostPlaces::threads(std::size_t core) const {
  return static_cast<unsigned>(std::min(threads_, processors_ - core * threads_));
}

GuestCpuPlace HostPlaces::processor(std::size_t processor) const {
  const auto thread = static_cast<unsigned>(processor % threads_);
  return {static_cast<unsigned>(processor), {thread, initiator(processor, 0)}};
}

std::vector<HypervisorCaller> HostPlaces::hypervisor_callers() const {
  std::vector<HypervisorCaller> callers;
  for (std::size_t processor = 0; processor < processors_; ++processor) {
    callers.push_back({initiator(processor, 0), title_of(processor)});
  }
  return callers;
}

std::vector<WalkRequester> HostPlaces::walk_requesters(std::size_t core) const {
  std::vector<WalkRequester> requesters;
  for (std::size_t thread = 0; thread < threads(core); ++thread) {
    const std::size_t processor = core * threads_ + thread;
    for (std::size_t walk = 0; walk < walks_; ++walk) {
      requesters.push_back({initiator(processor, 1 + walk), "a walk of " + title_of(processor)});
    }
  }
  return requesters;
}

Initiator HostPlaces::initiator(std::size_t processor, std::size_t which) const {
  return {InitiatorId(static_cast<std::uint16_t>((1 + walks_) * processor + which)),
          CoreId(static_cast<std::uint16_t>(core_of(processor)))};
}

Initiator HostPlaces::htab_fd() const {
  return {InitiatorId(kHtabFd), CoreId(static_cast<std::uint16_t>(guest_cores()))};
}

Initiator HostPlaces::agent(unsigned number) const {
  return {InitiatorId(static_cast<std::uint16_t>(kHtabFd - 1 - number)),
          CoreId(static_cast<std::uint16_t>(guest_cores() + 1))};
}

}  // namespace htabsim
