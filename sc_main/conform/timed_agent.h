// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "htabsim/tlm/host/host.h"

namespace htabsim {

/// Hardware or software of a host that works its guest's table in time, one operation after the
/// other.
class TimedAgent {
 public:
  /// Takes a place of its own on `host`.
  TimedAgent(const char* name, const Sim& sim, Host& host);

  /// Does `work` on the agent's port, from a SystemC thread; returns when it has taken its time.
  void perform(const std::function<void(HptPort& port)>& work);

 private:
  LocalTime time_;
  TimedHptPort port_;
};

}  // namespace htabsim
