// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/core.h"

namespace htabsim {

Core::Core(const sc_core::sc_module_name& name, const Sim& sim, unsigned number, SharedTlb& tlb,
           const std::vector<WalkRequester>& requesters)
    : Part(name, sim),
      snoops(
          "snoops",
          [&tlb](Cycles arrival, const TlbieTarget& target) { tlb.post(arrival, target); },
          [this](Cycles arrival) { walkers.wait_for_walks_before(arrival); }),
      walkers("lookup_unit", sim, "walkers " + std::to_string(number), tlb, requesters),
      number_(number) {}

Core::~Core() = default;

}  // namespace htabsim
