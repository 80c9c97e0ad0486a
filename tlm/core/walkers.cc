// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/walkers.h"

#include <algorithm>
#include <cassert>
#include <string>

namespace htabsim {

Walkers::Walkers(const sc_core::sc_module_name& name, const std::vector<Initiator>& requesters,
                 InvalidationQueue& invalidations, HptMemory& memory, TlbieFabric& fabric,
                 const Clock& clock, const MmuConfig& config, Stepping stepping)
    : sc_module(name),
      invalidations_(invalidations),
      clock_(clock),
      overhead_(config.walk_overhead_cycles),
      walkers_(config.walkers),
      sockets_("socket", requesters.size()) {
  SC_HAS_PROCESS(Walkers);
  for (std::size_t i = 0; i < requesters.size(); ++i) {
    sockets_[i].register_b_transport(this, &Walkers::b_transport, static_cast<int>(i));
    Requester& requester = requesters_.emplace_back("port" + std::to_string(i), requesters[i],
                                                    memory, fabric, clock, stepping);
    if (config.rc_update == RcUpdate::checked) requester.port.check_rc_updates();
  }
  SC_METHOD(grant);
  sensitive << grant_event_;
  dont_initialize();
}

void Walkers::b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  Requester& requester = requesters_[static_cast<std::size_t>(tag)];
  requester.walk = payload.get_extension<WalkExtension>();
  assert(requester.walk != nullptr && !requester.walks);
  requester.time.begin(delay);
  if (requesters_.size() > 1) {
    ask(tag);
  } else {
    begin(requester, requester.time.now());
    requester.time.advance(overhead_);
  }
  if (requester.walks) search(requester);
  requester.events.add(requester.time.now(),
                       static_cast<std::uint64_t>(requester.walk->result.status),
                       requester.walk->request.va.offset);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  delay = requester.time.end();
}

void Walkers::ask(int tag) {
  Requester& requester = requesters_[static_cast<std::size_t>(tag)];
  requester.time.synchronise();
  requester.asked = clock_.now();
  grant_event_.notify(clock_.half());
  asking_.push_back(tag);
  wait(requester.answered);
}

// Walks that end in one cycle have all ended by its middle, whichever the kernel lets go first.
void Walkers::grant() {
  while (!waiting_.empty() && dispatch(*waiting_.front(), clock_.now())) waiting_.pop_front();
  std::ranges::sort(asking_);
  for (const int tag : asking_) {
    Requester& requester = requesters_[static_cast<std::size_t>(tag)];
    if (!dispatch(requester, clock_.now())) {
      ++counters_.walker_waits;
      waiting_.push_back(&requester);
    }
  }
  asking_.clear();
}

void Walkers::begin(Requester& requester, Cycles began) {
  requester.walks = true;
  requester.walk->began = began;
  invalidations_.lookup_begins(began);
}

bool Walkers::dispatch(Requester& requester, Cycles cycle) {
  const auto same = std::ranges::find_if(requesters_, [&requester](const Requester& other) {
    return other.walks && same_lookup(other.walk->request, requester.walk->request);
  });
  if (same != requesters_.end()) {
    ++counters_.merged;
    requester.joined = &*same;
    requester.walk->began = same->walk->began;
    invalidations_.lookup_begins(same->walk->began);
    return true;
  }
  if (taken_ == walkers_) return false;
  ++taken_;
  counters_.waited_cycles += (cycle - requester.asked).value();
  begin(requester, cycle);
  // The cycle in which requests are ordered is part of the overhead, so it is at least one.
  const Cycles ready = cycle + std::max(overhead_, Cycles(1));
  requester.answered.notify(clock_.until(ready));
  return true;
}

void Walkers::search(Requester& requester) {
  WalkExtension& walk = *requester.walk;
  walk.result = table_walk(requester.port, walk.request);
  walk.result.source = requester.port.pteg_source();
  walk.walked = requester.time.now() - walk.began;
  ++counters_.walks;
  counters_.walk_cycles += walk.walked.value();
  if (requesters_.size() > 1) {
    requester.time.synchronise();
    release(requester);
  }
  requester.walks = false;
  requester.ended.notify(requester.time.ahead());
}

void Walkers::release(Requester& requester) {
  requester.walks = false;
  for (Requester& other : requesters_) {
    if (other.joined != &requester) continue;
    other.joined = nullptr;
    other.walk->result = requester.walk->result;
    other.walk->result.rc_set = 0;  // by the walk that it joined
    other.walk->walked = Cycles(0);
    other.answered.notify(sc_core::SC_ZERO_TIME);
  }
  --taken_;
  if (!waiting_.empty()) grant_event_.notify(clock_.half());
}

void Walkers::wait_for_walks_before(Cycles cycle) {
  for (Requester& requester : requesters_) {
    while (requester.walks && requester.walk->began < cycle) wait(requester.ended);
  }
}

WalkerCounters Walkers::counters() const {
  WalkerCounters sum = counters_;
  for (const Requester& requester : requesters_) {
    const auto from = [&requester](LineSource source) {
      return requester.port.pteg_sources()[static_cast<std::size_t>(source)];
    };
    sum.ptegs_from_l2 += from(LineSource::l2);
    sum.ptegs_from_l3 += from(LineSource::l3);
    sum.ptegs_from_other_l2 +=
        from(LineSource::other_l2_shared) + from(LineSource::other_l2_modified);
    sum.ptegs_from_other_l3 +=
        from(LineSource::other_l3_shared) + from(LineSource::other_l3_modified);
    sum.ptegs_from_memory += from(LineSource::memory);
  }
  return sum;
}

WalkersState Walkers::state() const {
  const auto walking = std::ranges::count_if(requesters_, &Requester::walks);
  return {asking_.size(), waiting_.size(), static_cast<std::uint64_t>(walking)};
}

EventHash Walkers::events() const {
  if (requesters_.size() == 1) return requesters_.front().events;
  EventHash combined;
  for (const Requester& requester : requesters_) combined.add(requester.events.value());
  return combined;
}

}  // namespace htabsim
