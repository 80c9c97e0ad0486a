// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "htabsim/tlm/kit/clock.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {

class Timeline;

/// What all parts of one simulation share. It must outlive them.
struct Sim {
  explicit Sim(Config parameters, Stepping how = Stepping::kRunAhead, Cycles counted = Cycles(0),
               Timeline* told = nullptr)
      : config(std::move(parameters)),
        clock(config.clock.period_ps),
        stepping(how),
        interval(counted),
        timeline(told) {}
  Sim(const Sim&) = delete;
  Sim& operator=(const Sim&) = delete;

  Config config;
  Clock clock;
  Stepping stepping;
  Cycles interval;     ///< what parts do in each stretch of this length is counted apart; 0: not
  Timeline* timeline;  ///< is told what parts are at; null: nobody is
};

}  // namespace htabsim
