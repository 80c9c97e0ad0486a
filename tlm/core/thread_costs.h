// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/quantity.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {

/// What a hardware thread's own steps cost, in cycles.
struct ThreadCosts {
  explicit ThreadCosts(const Config& config)
      : issue_width(config.cpu.issue_width),
        access(config.cpu.access_cycles),
        erat_reload(config.cpu.erat_reload_cycles),
        secondary_derat(config.cpu.secondary_derat_cycles),
        interrupt(config.cpu.interrupt_cycles),
        slb_write(config.cpu.slb_write_cycles),
        hcall(config.hypervisor.hcall_cycles) {}

  std::uint64_t issue_width;  ///< accesses that begin in `access`
  Cycles access;
  Cycles erat_reload;
  Cycles secondary_derat;
  Cycles interrupt;
  Cycles slb_write;
  Cycles hcall;  ///< one that is not modelled
};

}  // namespace htabsim
