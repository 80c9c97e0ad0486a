// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/tlbie_fabric.h"

#include <algorithm>
#include <cassert>

namespace htabsim {

TlbieFabric::TlbieFabric(const sc_core::sc_module_name& name, unsigned initiators,
                         const Clock& clock, const TlbieConfig& config)
    : sc_module(name), clock_(clock), config_(config), sockets_("socket", initiators) {
  SC_HAS_PROCESS(TlbieFabric);
  for (std::size_t i = 0; i < sockets_.size(); ++i) {
    sockets_[i].register_b_transport(this, &TlbieFabric::b_transport, static_cast<int>(i));
  }
  SC_METHOD(grant);
  sensitive << grant_event_;
  dont_initialize();
}

TlbieFabric::Socket& TlbieFabric::take_socket() {
  assert(taken_ < sockets_.size());
  return sockets_[taken_++];
}

void TlbieFabric::b_transport(int, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (delay != sc_core::SC_ZERO_TIME) {
    wait(delay);
    delay = sc_core::SC_ZERO_TIME;
  }
  const auto* request = payload.get_extension<TlbieExtension>();
  assert(request != nullptr);
  if (request->command == TlbieExtension::Command::kTlbie) {
    if (pending_.empty()) grant_event_.notify(clock_.half());
    pending_.push_back({request->initiator, request->rb});
    clock_.wait_for(Cycles(config_.issue_cycles));
  } else {
    synchronise(request->initiator);
  }
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

void TlbieFabric::grant() {
  std::sort(pending_.begin(), pending_.end(),
            [](const Pending& a, const Pending& b) { return a.initiator < b.initiator; });
  const Cycles cycle = clock_.now();
  const Cycles arrival = cycle + Cycles(config_.broadcast_cycles);
  for (const Pending& request : pending_) {
    ++counters_.broadcasts;
    events_.add(cycle, static_cast<std::uint64_t>(request.initiator), request.rb.value);
    last_arrival_[request.initiator] = arrival;
    const auto target = decode_tlbie(request.rb);
    if (!target) continue;
    for (TlbieListener* listener : listeners_) listener->post(arrival, *target);
  }
  pending_.clear();
}

void TlbieFabric::synchronise(InitiatorId initiator) {
  const Cycles begin = clock_.now();
  ++counters_.syncs;
  ++waiting_;
  const auto last = last_arrival_.find(initiator);
  if (waits_ && last != last_arrival_.end()) {
    const Cycles complete = acknowledged(last->second) + Cycles(config_.return_cycles);
    if (complete > clock_.now()) clock_.wait_until(complete);
  }
  --waiting_;
  counters_.sync_wait_cycles += (clock_.now() - begin).value();
  completions_[initiator].add(clock_.now().value());
}

EventHash TlbieFabric::events() const {
  EventHash combined = events_;
  for (const auto& [initiator, completions] : completions_) combined.add(completions.value());
  return combined;
}

Cycles TlbieFabric::acknowledged(Cycles arrival) {
  // Half a cycle after the arrival every processor has applied what reached it by then.
  if (arrival >= clock_.now()) wait(clock_.until(arrival) + clock_.half());
  const sc_core::sc_time arrived = sc_core::sc_time_stamp();
  for (TlbieListener* listener : listeners_) listener->wait_for_lookups_before(arrival);
  if (sc_core::sc_time_stamp() == arrived) return arrival;
  ++counters_.syncs_behind_walks;
  return clock_.now();
}

}  // namespace htabsim
