// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/timed_agent.h"

namespace htabsim {

namespace {

SoftwareCosts software_costs(const Config& config) {
  SoftwareCosts costs;
  costs.barrier = Cycles(config.memory.barrier_cycles);
  costs.ptesync = Cycles(config.memory.ptesync_cycles);
  costs[SoftwareWork::kSpin] = Cycles(config.hypervisor.spin_cycles);
  return costs;
}

}  // namespace

TimedAgent::TimedAgent(const std::string& name, const Initiator& initiator, HptMemory& memory,
                       TlbieFabric& fabric, const Clock& clock, const Config& config)
    : time_(clock, Stepping::kRunAhead),
      port_(name, initiator, memory, fabric, software_costs(config), time_) {}

void TimedAgent::perform(const std::function<void(HptPort&)>& work) {
  work(port_);
  time_.synchronise();
}

}  // namespace htabsim
