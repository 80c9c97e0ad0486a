// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/walkers.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "htabsim/tlm/kit/payload_check.h"
#include "htabsim/tlm/memory/line_source_report.h"

namespace htabsim {

namespace {

bool is_known(AccessKind kind) {
  return kind == AccessKind::kFetch || kind == AccessKind::kLoad || kind == AccessKind::kStore;
}

std::string_view name_of(WalkStatus status) {
  switch (status) {
    case WalkStatus::kFound:
      return "found";
    case WalkStatus::kNotFound:
      return "not found";
    case WalkStatus::kDenied:
      return "denied";
  }
  return "?";
}

}  // namespace

Walkers::Walkers(const sc_core::sc_module_name& name, const Sim& sim, std::string title,
                 SharedTlb& tlb, const std::vector<WalkRequester>& requesters)
    : Part(name, sim),
      requests("requests", requesters.size()),
      title_(std::move(title)),
      tlb_(tlb),
      overhead_(sim.config.mmu.walk_overhead_cycles),
      walkers_(sim.config.mmu.walkers) {
  for (std::size_t i = 0; i < requesters.size(); ++i) {
    requests[i].register_b_transport(this, &Walkers::b_transport, static_cast<int>(i));
    Requester& requester = requesters_.emplace_back("port" + std::to_string(i), sim, requesters[i]);
    requester.time.set_pace(LocalTime::Pace::kByRequests);
    if (sim.config.mmu.rc_update == RcUpdate::checked) requester.port.check_rc_updates();
  }
  if (requesters.size() > 1) {
    queue_.emplace("queue", sim.clock, [this](auto tags, Cycles cycle) { serve(tags, cycle); });
  }
  if (sim.timeline == nullptr) return;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(walkers_, requesters.size()); ++i) {
    shown_.push_back({TimelineTrack(sim, this->name(), fmt::format("{}: walker {}", title_, i))});
  }
  busy_ = TimelineCounter(sim, this->name(), title_ + ": busy");
  waiting_requests_ = TimelineCounter(sim, this->name(), title_ + ": requests waiting");
}

Walkers::~Walkers() = default;

void Walkers::b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  Requester& requester = requesters_[static_cast<std::size_t>(tag)];
  auto* walk = payload.get_extension<WalkExtension>();
  const bool one_at_a_time = walk != nullptr && is_known(walk->request.kind) &&
                             walk->request.lpid == requester.lpid && requester.walk == nullptr;
  payload.set_response_status(one_at_a_time ? check_envelope(payload)
                                            : tlm::TLM_GENERIC_ERROR_RESPONSE);
  if (!payload.is_response_ok()) return;
  requester.walk = walk;
  requester.time.begin(delay);
  if (queue_) {
    ask(tag);
  } else {
    begin(requester, requester.time.now());
    requester.time.advance(overhead_);
  }
  if (requester.walks) search(requester);
  requester.events.add(requester.time.now(), static_cast<std::uint64_t>(walk->result.status),
                       walk->request.va.offset);
  requester.walk = nullptr;
  delay = requester.time.end();
}

void Walkers::ask(int tag) {
  Requester& requester = requesters_[static_cast<std::size_t>(tag)];
  requester.time.synchronise();
  requester.asked = clock().now();
  queue_->ask(tag);
  wait(requester.answered);
}

// Walks that end in one cycle have all ended by its middle, whichever the kernel lets go first.
void Walkers::serve(std::span<const int> tags, Cycles cycle) {
  while (!waiting_.empty() && dispatch(*waiting_.front(), cycle)) {
    waiting_.pop_front();
    waiting_requests_.change(cycle, -1);
  }
  for (const int tag : tags) {
    Requester& requester = requesters_[static_cast<std::size_t>(tag)];
    if (!dispatch(requester, cycle)) {
      ++counters_.walker_waits;
      waiting_.push_back(&requester);
      waiting_requests_.change(cycle, 1);
    }
  }
}

void Walkers::begin(Requester& requester, Cycles began) {
  requester.walks = true;
  requester.walk->began = began;
  tlb_.walk_begins(began);
  if (!shown_.empty()) [[unlikely]]
    show_begin(requester, began);
}

void Walkers::show_begin(Requester& requester, Cycles began) {
  const auto free = std::ranges::find(shown_, false, &Shown::walks);
  free->walks = true;
  requester.shown_as = static_cast<std::size_t>(free - shown_.begin());
  const WalkRequest& walk = requester.walk->request;
  free->track.begin(began, {.what = "walk",
                            .details = {{"for", 0, requester.port.title_text()},
                                        {"access", 0, htabsim::name(walk.kind)},
                                        {"va_offset", walk.va.offset}}});
  busy_.change(began, 1);
}

void Walkers::show_end(const Requester& requester) {
  const Cycles now = requester.time.now();
  const WalkResult& result = requester.walk->result;
  shown_[requester.shown_as].walks = false;
  shown_[requester.shown_as].track.end(now, {.details = {{"result", 0, name_of(result.status)}}});
  busy_.change(now, -1);
}

bool Walkers::dispatch(Requester& requester, Cycles cycle) {
  const auto same = std::ranges::find_if(requesters_, [&requester](const Requester& other) {
    return other.walks && serves(other.walk->request, requester.walk->request);
  });
  if (same != requesters_.end()) {
    ++counters_.merged;
    requester.joined = &*same;
    requester.walk->began = same->walk->began;
    tlb_.walk_begins(same->walk->began);
    return true;
  }
  if (taken_ == walkers_) return false;
  ++taken_;
  counters_.waited_cycles += (cycle - requester.asked).value();
  begin(requester, cycle);
  // The cycle in which requests are ordered is part of the overhead, so it is at least one.
  const Cycles ready = cycle + std::max(overhead_, Cycles(1));
  requester.answered.notify(clock().until(ready));
  return true;
}

void Walkers::search(Requester& requester) {
  WalkExtension& walk = *requester.walk;
  walk.result = table_walk(requester.port, walk.request);
  walk.result.source = requester.port.pteg_source();
  requester.time.keep_behind_others();
  walk.walked = requester.time.now() - walk.began;
  ++counters_.walks;
  counters_.walk_cycles += walk.walked.value();
  if (!shown_.empty()) [[unlikely]]
    show_end(requester);
  if (queue_) {
    requester.time.synchronise();
    release(requester);
  }
  requester.walks = false;
  if (requester.awaited != 0) requester.ended.notify(requester.time.ahead());
}

void Walkers::release(Requester& requester) {
  requester.walks = false;
  for (Requester& other : requesters_) {
    if (other.joined != &requester) continue;
    other.joined = nullptr;
    other.walk->result = served_result(requester.walk->result, other.walk->request);
    other.walk->walked = Cycles(0);
    other.answered.notify(sc_core::SC_ZERO_TIME);
  }
  --taken_;
  if (!waiting_.empty()) queue_->wake();
}

void Walkers::wait_for_walks_before(Cycles cycle) {
  for (Requester& requester : requesters_) {
    ++requester.awaited;
    while (requester.walks && requester.walk->began < cycle) wait(requester.ended);
    --requester.awaited;
  }
}

LineSourceCounts Walkers::pteg_sources() const {
  LineSourceCounts sum{};
  for (const Requester& requester : requesters_) {
    std::ranges::transform(sum, requester.port.pteg_sources(), sum.begin(), std::plus());
  }
  return sum;
}

void Walkers::report(Report& report) const {
  report.counters("", counters_);
  report_line_sources(report, "ptegs_from_", pteg_sources(), LineSource::l2);
}

PartState Walkers::state() const {
  const auto walking = std::ranges::count_if(requesters_, &Requester::walks);
  return described_state(WalkersState{queue_ ? queue_->size() : 0, waiting_.size(),
                                      static_cast<std::uint64_t>(walking)});
}

std::optional<EventHash> Walkers::events() const {
  if (requesters_.size() == 1) return requesters_.front().events;
  EventHash combined;
  for (const Requester& requester : requesters_) combined.add(requester.events.value());
  return combined;
}

}  // namespace htabsim
