// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/tlbie_fabric.h"

#include "htabsim/tlm/kit/payload_check.h"

namespace htabsim {

namespace {

tlm::tlm_response_status check(const tlm::tlm_generic_payload& payload) {
  using Command = TlbieExtension::Command;
  const auto* request = payload.get_extension<TlbieExtension>();
  if (request == nullptr) return tlm::TLM_GENERIC_ERROR_RESPONSE;
  const bool known = request->command == Command::kTlbie || request->command == Command::kTlbsync;
  return known ? check_envelope(payload) : tlm::TLM_GENERIC_ERROR_RESPONSE;
}

}  // namespace

TlbieFabric::TlbieFabric(const sc_core::sc_module_name& name, const Sim& sim)
    : Part(name, sim),
      masters("masters", *this, &TlbieFabric::b_transport),
      snoopers("snoopers"),
      queue_("queue", sim.clock, [this](auto requests, Cycles cycle) { serve(requests, cycle); }),
      on_their_way_(sim, this->name(), "tlbies on their way") {}

TlbieFabric::~TlbieFabric() = default;

void TlbieFabric::report(Report& report) const {
  report.counters("", counters_);
  RaceCounters races;
  races.tlbsync_behind_walk = counters_.syncs_behind_walks;
  report.races(races);
}

PartState TlbieFabric::state() const {
  return described_state(TlbieFabricState{queue_.size(), waiting_});
}

std::optional<EventHash> TlbieFabric::events() const {
  if (!has_snoopers_) return std::nullopt;
  EventHash combined = events_;
  for (const auto& [initiator, completions] : completions_) combined.add(completions.value());
  return combined;
}

void TlbieFabric::b_transport(int, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  payload.set_response_status(check(payload));
  if (!payload.is_response_ok()) return;
  if (delay != sc_core::SC_ZERO_TIME) {
    wait(delay);
    delay = sc_core::SC_ZERO_TIME;
  }
  const auto& request = *payload.get_extension<TlbieExtension>();
  if (request.command == TlbieExtension::Command::kTlbie) {
    queue_.ask({request.initiator, request.rb, request.lpid});
    clock().wait_for(Cycles(config().tlbie.issue_cycles));
  } else {
    synchronise(request.initiator);
  }
}

void TlbieFabric::serve(std::span<const Request> requests, Cycles cycle) {
  for (const Request& request : requests) {
    if (request.settled != nullptr) {
      request.settled->notify(sc_core::SC_ZERO_TIME);
    } else {
      broadcast(request, cycle);
    }
  }
}

void TlbieFabric::broadcast(const Request& request, Cycles cycle) {
  const Cycles arrival = cycle + Cycles(config().tlbie.broadcast_cycles);
  ++counters_.broadcasts;
  events_.add(cycle, static_cast<std::uint64_t>(request.initiator), request.rb.value);
  last_arrival_[request.initiator] = arrival;
  on_their_way_.change(cycle, 1);
  on_their_way_.change(arrival, -1);
  const auto target = decode_tlbie(request.rb, request.lpid);
  if (!target) return;
  Call<SnoopExtension> invalidate;
  invalidate->arrival = arrival;
  invalidate->target = *target;
  snoop(invalidate);
}

void TlbieFabric::snoop(Call<SnoopExtension>& call) {
  for (unsigned i = 0; i < snoopers.size(); ++i) {
    call.send_to(*snoopers[static_cast<int>(i)], snoopers.name(), sc_core::SC_ZERO_TIME);
  }
}

void TlbieFabric::synchronise(InitiatorId initiator) {
  const Cycles begin = clock().now();
  ++counters_.syncs;
  ++waiting_;
  const auto last = last_arrival_.find(initiator);
  if (waits_ && last != last_arrival_.end()) {
    const Cycles complete =
        acknowledged(initiator, last->second) + Cycles(config().tlbie.return_cycles);
    if (complete > clock().now()) clock().wait_until(complete);
  }
  --waiting_;
  counters_.sync_wait_cycles += (clock().now() - begin).value();
  completions_[initiator].add(clock().now().value());
}

Cycles TlbieFabric::acknowledged(InitiatorId initiator, Cycles arrival) {
  // In the middle of the arrival's cycle every processor has applied what reached it by then.
  if (arrival >= clock().now()) {
    clock().wait_until(arrival);
    sc_core::sc_event settled;
    queue_.ask({initiator, {}, {}, &settled});
    wait(settled);
  }
  const sc_core::sc_time arrived = sc_core::sc_time_stamp();
  Call<SnoopExtension> drain;
  drain->command = SnoopExtension::Command::kDrain;
  drain->arrival = arrival;
  snoop(drain);
  if (sc_core::sc_time_stamp() == arrived) return arrival;
  ++counters_.syncs_behind_walks;
  return clock().now();
}

}  // namespace htabsim
