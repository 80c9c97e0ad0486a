// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <vector>

#include <tlm_utils/simple_target_socket.h>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/tlm/core/hypervisor_protocol.h"
#include "htabsim/tlm/memory/timed_hpt_port.h"

namespace htabsim {

/// A guest's processor as the hypervisor knows it: the initiator of what the hypervisor does on it,
/// and what people call it.
struct HypervisorCaller {
  Initiator initiator;
  std::string title;
};

/// The hypervisor's side of a guest's hcalls and storage interrupts, run in time on the processor
/// that called: each has a socket and a port onto the table of its own.
class Hypervisor final : public Part {
 public:
  using Socket =
      tlm_utils::simple_target_socket_tagged_optional<Hypervisor, 64, HypervisorProtocol>;

  /// One for each processor, which has one call at a time.
  sc_core::sc_vector<Socket> calls;

  Hypervisor(const sc_core::sc_module_name& name, const Sim& sim,
             const std::vector<HypervisorCaller>& processors, const GuestTable& table,
             Partition& partition, TableOwner& owner);
  ~Hypervisor() override;

  /// As whom it acts on a processor.
  [[nodiscard]] InitiatorId initiator(std::size_t processor) const {
    return processors_[processor].port.initiator();
  }

  [[nodiscard]] std::string title() const override { return "hypervisor"; }
  void report(Report& report) const override;

 private:
  struct Processor {
    Processor(const std::string& name, const Sim& sim, const HypervisorCaller& who,
              const GuestTable& table)
        : time(sim),
          port(name.c_str(), sim, who.title, who.initiator, table,
               software_costs(sim.config, Software::kHypervisor), time) {}

    LocalTime time;
    TimedHptPort port;
    bool called = false;
    TimelineTrack track;
  };

  void b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  void execute(HptPort& port, HypervisorExtension& call);
  void show(Processor& processor, const std::string& title);
  static void show_begin(Processor& processor, const HypervisorExtension& call);
  static void show_end(const Processor& processor, const HypervisorExtension& call);

  Partition& partition_;
  std::deque<Processor> processors_;
  LatencyHistogram hcall_latency_;
  LatencyHistogram interrupt_latency_;
};

}  // namespace htabsim
