// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/software_costs.h"

namespace htabsim {

SoftwareCosts software_costs(const Config& config, Software software) {
  SoftwareCosts costs;
  costs.barrier = Cycles(config.memory.barrier_cycles);
  costs.ptesync = Cycles(config.memory.ptesync_cycles);
  const bool fd = software == Software::kHtabCall;
  costs[SoftwareWork::kSpin] = Cycles(fd ? config.htab.spin_cycles : config.hypervisor.spin_cycles);
  if (software == Software::kHypervisor) {
    costs[SoftwareWork::kHcall] = Cycles(config.hypervisor.hcall_cycles);
    costs[SoftwareWork::kPageIn] = Cycles(config.hypervisor.page_in_cycles);
    costs[SoftwareWork::kClear] = Cycles(config.hypervisor.clear_line_cycles);
    costs[SoftwareWork::kMove] = Cycles(config.hypervisor.move_entry_cycles);
  }
  if (fd) {
    costs[SoftwareWork::kFdCall] = Cycles(config.htab.call_cycles);
    costs[SoftwareWork::kFdEntry] = Cycles(config.htab.entry_cycles);
    costs[SoftwareWork::kFdCopy] = Cycles(config.htab.copy_cycles);
  }
  return costs;
}

}  // namespace htabsim
