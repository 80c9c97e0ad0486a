// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "htabsim/tlm/core/guest_cpu.h"
#include "htabsim/tlm/core/walkers.h"
#include "htabsim/tlm/host/hypervisor.h"

namespace htabsim {

/// The places of a host's agents among its cores and among the initiators on its memory, which
/// serves same-cycle requests in that order: each processor's software and its table walks, in turn
/// - the one it waits for, then those that go on beside it; then the host's own agents, those added
/// later first; then the HTAB descriptor. After the guest's cores come two of the host: one for the
/// descriptor's caller, one for the agents.
class HostPlaces {
 public:
  HostPlaces(std::size_t processors, const CpuConfig& config);

  [[nodiscard]] std::size_t guest_cores() const { return (processors_ + threads_ - 1) / threads_; }
  [[nodiscard]] unsigned cores() const { return static_cast<unsigned>(guest_cores() + 2); }
  [[nodiscard]] std::size_t core_of(std::size_t processor) const { return processor / threads_; }
  /// Of a core, the last of which may have fewer.
  [[nodiscard]] unsigned threads(std::size_t core) const;
  [[nodiscard]] GuestCpuPlace processor(std::size_t processor) const;
  /// The processor's first number among the requesters of its core's walkers.
  [[nodiscard]] std::size_t first_walk_of(std::size_t processor) const {
    return processor % threads_ * walks_;
  }
  [[nodiscard]] std::vector<HypervisorCaller> hypervisor_callers() const;
  [[nodiscard]] std::vector<WalkRequester> walk_requesters(std::size_t core) const;
  [[nodiscard]] Initiator htab_fd() const;
  /// Of the host's own agents, from 0 on.
  [[nodiscard]] Initiator agent(unsigned number) const;

 private:
  [[nodiscard]] Initiator initiator(std::size_t processor, std::size_t which) const;

  std::size_t processors_;
  std::size_t threads_;
  std::size_t walks_ = 1;  // of a processor
};

}  // namespace htabsim
