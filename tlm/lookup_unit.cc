// SPDX-License-Identifier: Apache-2.0
#include "tlm/lookup_unit.h"

#include <cassert>

namespace htabsim {

LookupUnit::LookupUnit(const sc_core::sc_module_name& name, InitiatorId initiator,
                       HptMemory& memory, TlbieFabric& fabric, const Clock& clock,
                       const MmuConfig& config)
    : sc_module(name),
      clock_(clock),
      overhead_(config.walk_overhead_cycles),
      socket_("socket"),
      port_("port", initiator, memory, fabric, clock, {}) {
  socket_.register_b_transport(this, &LookupUnit::b_transport);
}

void LookupUnit::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (delay != sc_core::SC_ZERO_TIME) {
    wait(delay);
    delay = sc_core::SC_ZERO_TIME;
  }
  auto* walk = payload.get_extension<WalkExtension>();
  assert(walk != nullptr && !walk_began_);
  const Cycles began = clock_.now();
  walk_began_ = began;
  clock_.wait_for(overhead_);
  walk->result = table_walk(port_, walk->request);
  walk_began_.reset();
  walk_ended_.notify();
  latency_.add(clock_.now() - began);
  events_.add(clock_.now(), static_cast<std::uint64_t>(walk->result.status),
              walk->request.va.offset);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

void LookupUnit::wait_for_walks_before(Cycles cycle) {
  while (walk_began_ && *walk_began_ < cycle) wait(walk_ended_);
}

}  // namespace htabsim
