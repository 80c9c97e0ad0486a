// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/timed_agent.h"

namespace htabsim {

TimedAgent::TimedAgent(const char* name, const Sim& sim, Host& host)
    : time_(sim),
      port_(name, sim, name, host.guest().take_agent_place(), host.guest().table(),
            software_costs(sim.config, Software::kHostAgent), time_) {
  host.bind_masters(port_);
}

void TimedAgent::perform(const std::function<void(HptPort&)>& work) {
  work(port_);
  time_.synchronise();
}

}  // namespace htabsim
