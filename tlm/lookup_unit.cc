// SPDX-License-Identifier: Apache-2.0
#include "tlm/lookup_unit.h"

#include <cassert>

namespace htabsim {

LookupUnit::LookupUnit(const sc_core::sc_module_name& name, InitiatorId initiator,
                       HptMemory& memory, TlbieFabric& fabric, const Clock& clock,
                       const MmuConfig& config, Stepping stepping)
    : sc_module(name),
      time_(clock, stepping),
      overhead_(config.walk_overhead_cycles),
      socket_("socket"),
      port_("port", initiator, memory, fabric, {}, time_) {
  socket_.register_b_transport(this, &LookupUnit::b_transport);
}

void LookupUnit::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  auto* walk = payload.get_extension<WalkExtension>();
  assert(walk != nullptr && !walk_began_);
  time_.begin(delay);
  const Cycles began = time_.now();
  walk_began_ = began;
  time_.advance(overhead_);
  walk->result = table_walk(port_, walk->request);
  walk_began_.reset();
  walk_ended_.notify(time_.ahead());
  latency_.add(time_.now() - began);
  events_.add(time_.now(), static_cast<std::uint64_t>(walk->result.status),
              walk->request.va.offset);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  delay = time_.end();
}

void LookupUnit::wait_for_walks_before(Cycles cycle) {
  while (walk_began_ && *walk_began_ < cycle) wait(walk_ended_);
}

}  // namespace htabsim
