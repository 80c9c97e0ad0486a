// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "htabsim/tlm/core/core.h"
#include "htabsim/tlm/host/guest.h"
#include "htabsim/tlm/host/guest_part.h"
#include "htabsim/tlm/memory/hpt_memory.h"
#include "htabsim/tlm/memory/tlbie_fabric.h"

namespace htabsim {

/// One host with its guests: cores, the memory with all tables, the invalidation fabric; and of
/// each guest what Guest has. It binds the sockets of all of them to each other;
/// Guest::htab_fd().calls is left to whoever reads the stream.
class Host final : public Part {
 public:
  Host(const sc_core::sc_module_name& name, const Sim& sim, MachineSetup only_guest);
  Host(const sc_core::sc_module_name& name, const Sim& sim, std::vector<MachineSetup> guests);
  ~Host() override;

  [[nodiscard]] std::deque<Guest>& guests() { return guests_; }
  [[nodiscard]] const std::deque<Guest>& guests() const { return guests_; }
  /// The first one, unless it is said which.
  [[nodiscard]] Guest& guest(std::size_t number = 0) { return guests_[number]; }
  [[nodiscard]] const Guest& guest(std::size_t number = 0) const { return guests_[number]; }

  // For what the user makes and binds himself:

  /// Binds all that `part` and the parts below it have for memory and fabric.
  void bind_masters(Part& part);
  /// Binds a processor's thread to its core's walkers, its guest's hypervisor and the fabric. Those
  /// of MachineSetup::own_processors are numbered after those of MachineSetup::vcpus.
  void bind_processor(std::size_t number, TimedThread& thread, SnoopTarget& snoops);
  [[nodiscard]] const HostPlaces& places() const { return places_; }

  /// Before time begins: each processor does that many of its first accesses, in turn; then, and
  /// while all stand still between two samples, what comes before the next sample.
  void warm_up(std::uint64_t accesses);
  /// Whether all processors stand still, some of them between two samples.
  [[nodiscard]] bool is_between_samples() const;
  /// Lets these go on, in time.
  void go_on();

  [[nodiscard]] HptMemory& memory() { return memory_; }
  [[nodiscard]] TlbieFabric& fabric() { return fabric_; }
  [[nodiscard]] SharedTlb& tlb(std::size_t core) { return tlbs_[core]; }
  [[nodiscard]] std::deque<Core>& cores() { return cores_; }
  /// Those of all guests, in their order.
  [[nodiscard]] std::vector<const GuestCpu*> cpus() const;

  [[nodiscard]] std::string title() const override { return basename(); }

 private:
  std::deque<SharedTlb> make_tlbs() const;
  std::deque<GuestPart> make_parts(std::size_t guests) const;
  std::deque<Guest> make_guests(std::vector<MachineSetup> setups);
  std::deque<Core> make_cores();
  std::vector<GuestTable> tables();

  HostPlaces places_;
  // In the order in which people want to read of them.
  std::deque<SharedTlb> tlbs_;
  std::deque<GuestPart> parts_;  // none for the only guest
  std::deque<Guest> guests_;
  std::deque<Core> cores_;
  HptMemory memory_;
  TlbieFabric fabric_;
};

}  // namespace htabsim
