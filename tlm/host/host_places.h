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
/// - the one it waits for, then those that go on beside it - guest by guest; then the host's own
/// agents, those added later first; then the HTAB descriptor; the last guest's before the first's.
/// After the guests' cores come two of the host: one for the descriptors' callers, one for the
/// agents.
///
/// Processors are numbered over all guests, those of the first guest first.
class HostPlaces {
 public:
  /// How many processors a guest has, and what people call it.
  struct GuestSize {
    std::size_t processors = 0;
    std::string name;
  };

  HostPlaces(std::vector<GuestSize> guests, const CpuConfig& config);

  [[nodiscard]] std::size_t guest_cores() const { return guest_cores_; }
  [[nodiscard]] unsigned cores() const { return static_cast<unsigned>(guest_cores_ + 2); }
  [[nodiscard]] std::size_t core_of(std::size_t processor) const { return all_[processor].core; }
  /// How many processors are on a core.
  [[nodiscard]] unsigned threads(std::size_t core) const;
  /// Of a guest, its first.
  [[nodiscard]] std::size_t first_processor(std::size_t guest) const;
  [[nodiscard]] const std::string& name_of(std::size_t guest) const { return guests_[guest].name; }
  [[nodiscard]] std::size_t guest_of(std::size_t processor) const { return all_[processor].guest; }
  [[nodiscard]] GuestCpuPlace processor(std::size_t processor) const;
  /// The processor's first number among the requesters of its core's walkers.
  [[nodiscard]] std::size_t first_walk_of(std::size_t processor) const {
    return all_[processor].thread * walks_;
  }
  [[nodiscard]] std::vector<HypervisorCaller> hypervisor_callers(std::size_t guest) const;
  /// `tables` are the guests'.
  [[nodiscard]] std::vector<WalkRequester> walk_requesters(
      std::size_t core, const std::vector<GuestTable>& tables) const;
  [[nodiscard]] Initiator htab_fd(std::size_t guest) const;
  /// Of the host's own agents at a guest's table, from 0 on.
  [[nodiscard]] Initiator agent(std::size_t guest, unsigned number) const;

 private:
  struct Processor {
    std::size_t guest = 0;
    std::size_t number = 0;  // within it
    std::size_t core = 0;
    std::size_t thread = 0;
  };

  void place_apart(std::size_t threads);
  void place_in_turn(std::size_t threads);
  void place(std::size_t processor, std::size_t position, std::size_t threads);
  [[nodiscard]] Initiator initiator(std::size_t processor, std::size_t which) const;
  [[nodiscard]] std::string title_of(std::size_t processor) const;

  std::vector<GuestSize> guests_;
  std::vector<Processor> all_;
  std::size_t guest_cores_ = 0;
  std::size_t walks_ = 1;  // of a processor
};

}  // namespace htabsim
