// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/timed_thread.h"

#include <algorithm>

namespace htabsim {

namespace {

std::size_t walks_beside(const CpuConfig& config) {
  return config.outstanding_misses > 1 ? config.outstanding_misses : 0;
}

}  // namespace

TimedThread::TimedThread(const Sim& sim, const ThreadPlace& place, Partition& partition,
                         SharedTlb& tlb)
    : walks("walks"),
      hypervisor("hypervisor"),
      misses("outstanding_misses", sim, walks_beside(sim.config.cpu), *this),
      costs_(sim.config),
      reach_latency_(sim.config.tlbie.broadcast_cycles),
      partition_(partition),
      tlb_(tlb),
      number_(place.number),
      mmu_(mmu_sizes(sim.config.mmu), tlb.tlb()),
      time_(sim),
      reaches_data_(sim.config.memory.data_accesses),
      has_store_queue_(sim.config.memory.store_queue_entries != 0) {
  if (reaches_data_) data.emplace("data", sim, place.initiator);
}

TimedThread::~TimedThread() = default;

void TimedThread::post(Cycles arrival, const TlbieTarget& target) {
  invalidations_.post(arrival, target);
  time_.limit(arrival);
}

void TimedThread::tlbiel(TlbieRb rb) {
  if (const auto target = decode_tlbiel(rb, mmu_.registers().lpid)) mmu_.tlbie(*target);
}

void TimedThread::post_stop(Cycles arrival) {
  stop_arrival_ = arrival;
  time_.limit(arrival);
  woken_.notify(sc_core::SC_ZERO_TIME);
}

void TimedThread::cancel_stop() {
  stop_arrival_ = kNever;
  stop_requested_ = false;
}

void TimedThread::begin_warm_up(WarmUpPort& port) {
  warm_up_ = &port;
  invalidations_.apply_until(kNever, [this](const TlbieTarget& target) { mmu_.tlbie(target); });
  time_.ignore_others();
}

void TimedThread::end_warm_up() {
  warm_up_ = nullptr;
  time_.restart();
  issued_ = 0;
}

void TimedThread::end_misses_before(bool is_access) {
  const bool refused = misses.any(OutstandingMisses::State::kRefused);
  if (refused || stop_requested_ || !is_access) finish_walks();
}

void TimedThread::come_to_rest() {
  if (data) time_.set(data->all_there(time_.now()));
  time_.synchronise();
}

TimelineFlow TimedThread::begin_page_fault(std::string_view what) {
  const TimelineFlow flow = track_.new_flow();
  track_.begin(now(), {.what = what, .flow = flow});
  return flow;
}

void TimedThread::page_fault() {
  const bool is_shown = track_ && warm_up_ == nullptr;
  if (is_shown) fault_ = begin_page_fault("page fault");
  time_.advance(costs_.interrupt);
  if (is_shown) track_.end(now());
}

void TimedThread::sync() {
  if (!has_store_queue_) return;
  hypervisor_call_->reason = HypervisorExtension::Reason::kSync;
  call(CpuActivity::waits_for_hypervisor, hypervisor_call_, hypervisor);
  come_to_rest();
}

// To ask takes a cycle, as does to give back: what is shared changes between two.
void TimedThread::take(KernelLock& lock, std::size_t processor) {
  if (warm_up_ != nullptr) return;
  come_to_rest();
  lock.ask(processor);
  time_.between_cycles([&] { lock.settle(); });
  look_at_others();
  while (!lock.is_held_by(processor)) rest(CpuActivity::waits_for_lock, kNever);
  if (locks_) locks_.begin(now(), {.what = "lock of the guest's kernel"});
}

void TimedThread::release(KernelLock& lock) {
  if (warm_up_ != nullptr) return;
  come_to_rest();
  sync();
  time_.between_cycles([&] { lock.release(); });
  if (locks_) locks_.end(now());
  lock.tell_holder();
  look_at_others();
}

bool TimedThread::sleep(Cycles cycles) {
  if (warm_up_ != nullptr) return true;
  come_to_rest();
  const Cycles end = time_.now() + cycles;
  while (time_.now() < end && !stop_requested_) rest(CpuActivity::waits_for_hypervisor, end);
  return time_.now() >= end;
}

void TimedThread::rest(CpuActivity why, Cycles until) {
  activity_ = why;
  show_begin(enumerator_name(why));
  const Cycles end = std::min(stop_arrival_, until);
  if (end == kNever) {
    sc_core::wait(woken_);
  } else if (end > time_.now()) {
    sc_core::wait(time_.until(end), woken_);
  }
  activity_ = CpuActivity::computes;
  time_.rejoin();
  show_end();
  look_at_others();
}

void TimedThread::resume() {
  activity_ = CpuActivity::computes;
  stop_requested_ = false;
  time_.rejoin();
  show_end();
}

void TimedThread::apply_messages() {
  invalidations_.apply_until(time_.now(), [this](const TlbieTarget& target) {
    mmu_.invalidate_erats(target);
    ++tlbies_received_;
    if (target.lpid != mmu_.registers().lpid) ++tlbies_of_other_guests_;
  });
  if (stop_arrival_ <= time_.now()) {
    stop_requested_ = true;
    stop_arrival_ = kNever;
  }
  take_up_misses();
}

void TimedThread::note_next_arrival() {
  time_.set_next_arrival(std::min(
      {invalidations_.next_arrival(), stop_arrival_, misses.next_arrival(), interval_end_}));
}

void TimedThread::measure(IntervalMeter& meter) {
  meter_ = &meter;
  interval_end_ = meter.end();
}

void TimedThread::end_intervals() {
  meter_->advance_to(time_.now());
  interval_end_ = meter_->end();
}

// An access whose walk's result is taken up may wait for its data, so that time goes on. The result
// of a walk that goes on gets here a cycle after its end.
void TimedThread::look_at_others() {
  do {
    if (time_.now() >= interval_end_) end_intervals();
    if (time_.is_at_horizon()) {
      const bool walks_go_on = misses.any(OutstandingMisses::State::kWalks);
      time_.move_horizon(walks_go_on ? Cycles(1) : reach_latency_);
    }
    apply_messages();
    note_next_arrival();
  } while (time_.is_due());
}

// The callee lets the simulation catch up where others could act before the local time.
template <class Extension, class Socket>
void TimedThread::call(CpuActivity why, Call<Extension>& call, Socket& socket) {
  activity_ = why;
  show_begin(enumerator_name(why));
  time_.set_ahead(call.send(socket, time_.ahead()));
  show_end();
  activity_ = CpuActivity::computes;
}

WalkResult TimedThread::walk(const WalkRequest& request) {
  if (warm_up_ != nullptr) return table_walk(*warm_up_, request);
  if (request.kind == AccessKind::kStore) finish_walks();
  const Cycles asked = time_.now();
  walk_->request = request;
  call(CpuActivity::waits_for_walk, walk_, walks);
  note_walk(request.kind, *walk_, time_.now() - asked);
  return walk_->result;
}

void TimedThread::note_walk(AccessKind kind, const WalkExtension& walk, Cycles latency) {
  walk_latency_.add(latency);
  (kind == AccessKind::kFetch ? instruction_walks_ : data_walks_) += walk.walked;
  filled_began_ = walk.began;
}

void TimedThread::reach_data(AccessKind kind, HostReal real, std::uint32_t bytes) {
  if (warm_up_ != nullptr) return warm_up_->access_data(kind, real, bytes);
  // Of the accesses that are issued together the last one's own cycles are all of theirs.
  const Cycles own = issued_ == 0 ? costs_.access : Cycles(0);
  const DataAccesses::Progress progress = data->access({kind, real, bytes, own}, time_.now());
  time_.set(progress.now);
  access_paid_ = std::min(access_paid_ + progress.paid, costs_.access);
}

StartedWalk TimedThread::start_walk(const Access& access, const TranslationStep& miss) {
  if (misses.size() == 0 || access.kind == AccessKind::kFetch || warm_up_ != nullptr) return {};
  const bool in_order = miss.changes_only && misses.any();
  if (in_order || misses.full()) {
    ++misses.counters.full;
    if (in_order || misses.any(OutstandingMisses::State::kRefused)) {
      finish_walks();
    } else {
      wait_for_a_miss();
    }
    return {StartedWalk::Kind::kRetry};
  }
  WalkRequest request = miss.walk;
  const bool store = access.kind == AccessKind::kStore;
  request.clear_c = store && misses.any() ? ClearC::kLeave : ClearC::kSet;
  const std::size_t slot = misses.begin(access, request, time_.now());
  time_.shorten_horizon();
  note_next_arrival();
  return {StartedWalk::Kind::kBegun, slot};
}

void TimedThread::wait_for_a_miss() {
  show_begin(enumerator_name(CpuActivity::waits_for_walk));
  if (misses.next_arrival() == kNever) time_.synchronise();
  while (misses.next_arrival() == kNever) sc_core::wait(misses.ended());
  time_.set(std::max(time_.now(), misses.next_arrival()));
  show_end();
  look_at_others();
}

void TimedThread::take_up_misses() {
  for (;;) {
    const std::size_t slot = misses.first_arrived(time_.now());
    if (slot == misses.size()) return;
    const OutstandingMisses::Miss& miss = misses[slot];
    note_walk(miss.access.kind, miss.walk, miss.arrival - miss.asked);
    const bool done = taker_->finish_access(slot, miss.access, miss.walk.request, miss.walk.result);
    events.add(time_.now(), static_cast<std::uint64_t>(miss.walk.result.status),
               miss.access.ea.value());
    if (done) {
      misses.free(slot);
    } else {
      misses.refuse(slot);
    }
  }
}

bool TimedThread::finish_walks() {
  if (!misses.any() || repeats_) return false;
  using enum OutstandingMisses::State;
  while (misses.any(kWalks) || misses.any(kEnded)) wait_for_a_miss();
  repeat_refused();
  return true;
}

void TimedThread::repeat_refused() {
  repeats_ = true;
  for (std::size_t slot = misses.first_refused(); slot != misses.size();
       slot = misses.first_refused()) {
    const Access access = misses[slot].access;
    misses.free(slot);
    ++misses.counters.repeated;
    taker_->repeat_access(slot, access);
  }
  repeats_ = false;
}

void TimedThread::call_hypervisor() {
  hypervisor_call_->cached = this;
  call(CpuActivity::waits_for_hypervisor, hypervisor_call_, hypervisor);
  pass(Step::kUse);
}

StorageOutcome TimedThread::storage_interrupt(const StorageInterrupt& interrupt) {
  if (warm_up_ != nullptr) return handle_storage_interrupt(*warm_up_, partition_, interrupt);
  finish_walks();
  hypervisor_call_->flow = track_ ? begin_page_fault("host's page fault") : TimelineFlow{};
  time_.advance(costs_.interrupt);
  hypervisor_call_->reason = HypervisorExtension::Reason::kStorageInterrupt;
  hypervisor_call_->interrupt = interrupt;
  call_hypervisor();
  show_end();
  return hypervisor_call_->outcome;
}

HcallResult TimedThread::hcall(const HcallFrame& frame) {
  if (warm_up_ != nullptr) return execute_hcall(*warm_up_, partition_, frame);
  finish_walks();
  hypervisor_call_->reason = HypervisorExtension::Reason::kHcall;
  hypervisor_call_->frame = frame;
  const bool serves_fault =
      frame.token == HcallToken::kEnter || frame.token == HcallToken::kProtect;
  hypervisor_call_->flow = serves_fault ? fault_ : TimelineFlow{};
  call_hypervisor();
  if (serves_fault && hypervisor_call_->result.status == HcallStatus::kSuccess) fault_ = {};
  return hypervisor_call_->result;
}

}  // namespace htabsim
