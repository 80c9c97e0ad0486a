// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "htabsim/tlm/kit/config.h"
#include "htabsim/tlm/kit/local_time.h"
#include "htabsim/tlm/memory/timed_hpt_port.h"

namespace htabsim {

/// Hardware or software of a processor that works a table in time, one operation after the other.
class TimedAgent {
 public:
  TimedAgent(const std::string& name, const Initiator& initiator, HptMemory& memory,
             TlbieFabric& fabric, const Clock& clock, const Config& config);

  /// Does `work` on the agent's port, from a SystemC thread; returns when it has taken its time.
  void perform(const std::function<void(HptPort& port)>& work);

 private:
  LocalTime time_;
  TimedHptPort port_;
};

}  // namespace htabsim
