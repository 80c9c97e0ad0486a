// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include "sc_main/conform/htab_machine.h"
#include "sc_main/conform/htab_script.h"
#include "sc_main/conform/timed_agent.h"

namespace htabsim {

/// The same machine in time: hcalls go through the platform's hypervisor, R and C are stored to its
/// memory, and descriptors are its HTAB descriptor's. Its operations are for a SystemC thread, one
/// at a time; each takes time, but to look at the table or the partition takes none.
class HtabTimedMachine final : public sc_core::sc_module, public HtabMachine {
 public:
  /// The table is of the ISA 2.07 format.
  HtabTimedMachine(const sc_core::sc_module_name& name, const Sim& sim, unsigned order);

  /// The machines of `script`, all made now: there can be no more once a simulation has begun. The
  /// factory is for one run of the script.
  static HtabMachineFactory factory(const HtabScript& script, const Config& config);

  [[nodiscard]] const HptGeometry& geometry() const override {
    return host_.guest().image().geometry();
  }
  [[nodiscard]] HeaderOrder header_order() const override { return kHostHeaderOrder; }
  [[nodiscard]] Hpte view(HpteIndex index) const override {
    return guest_view(host_.guest().image(), index);
  }
  Partition& partition() override { return host_.guest().partition(); }

  HcallResult hcall(const HcallFrame& frame) override;
  void touch(HpteIndex index, std::uint64_t rc) override;
  void unmap(HpteIndex index) override;
  void set_change_flag(HpteIndex index, ChangeFlag flag) override;

  OpenResult open(std::uint64_t flags, std::uint64_t start_index) override;
  IoResult read(HtabFd descriptor, std::span<std::byte> buffer) override;
  IoResult write(HtabFd descriptor, std::span<const std::byte> bytes) override;
  std::optional<HtabErrno> close(HtabFd descriptor) override;

 private:
  Host host_;
  TimedAgent walker_;
  TimedAgent software_;
  tlm_utils::simple_initiator_socket<HtabTimedMachine, 64, HypervisorProtocol> hypervisor_;
  tlm_utils::simple_initiator_socket<HtabTimedMachine, 64, HtabFdProtocol> htab_fd_;
};

}  // namespace htabsim
