// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/time_sliced_work.h"

#include <memory>
#include <type_traits>

#include "htabsim/model/base/described.h"
#include "htabsim/model/guest/unserved_access.h"
#include "htabsim/tlm/core/plain_events.h"
#include "htabsim/tlm/core/thread_hcalls.h"
#include "htabsim/tlm/kit/cycle_queue.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kContextSwitch = 0x100;  // beside the kinds of accesses, among the events

}  // namespace

TimeSlicedWork::Thread::Thread(const ProgramThread& setup, TimedThread& processor,
                               const Partition& partition, const HptGeometry& geometry,
                               const std::shared_ptr<ProcessorSlb>& slb)
    : number(setup.number),
      source(*setup.program.source),
      replay(processor.mmu(), partition, processor, setup.program.os, geometry,
             setup.program.program, slb) {}

const PlainAccess* TimeSlicedWork::Thread::next() {
  if (batch.empty()) batch = source.next_batch();
  return batch.empty() ? nullptr : &batch.front();
}

void TimeSlicedWork::Thread::handle(const PlainAccess& access) {
  if (is_access(access.kind)) {
    replay.handle(access);
  } else {
    replay.handle_between(access);
  }
}

TimeSlicedWork::TimeSlicedWork(const ProgramThreads& setup, const std::optional<ResizeWish>& wish,
                               TimedThread& thread, const Partition& partition,
                               const HptGeometry& geometry)
    : slice_(setup.slice), thread_(thread) {
  const auto slb = std::make_shared<ProcessorSlb>();
  for (const ProgramThread& program : setup.threads) {
    threads_.emplace_back(program, thread, partition, geometry, slb);
    queue_.push_back(&threads_.back());
  }
  current_ = queue_.front();
  if (wish) resize_.emplace(*wish);
}

void TimeSlicedWork::run() {
  counted_until_ = thread_.now();
  if (!slice_end_) begin_slice();
  while (!queue_.empty()) {
    const TurnEnd why = run_turn();
    if (why == TurnEnd::kStop) break;
    pass_on(why);
    if (!queue_.empty()) thread_.events.add(thread_.now(), kContextSwitch, current_->number);
  }
  // What is still on its way is the running thread's.
  thread_.come_to_rest();
  count_time();
}

TimeSlicedWork::TurnEnd TimeSlicedWork::run_turn() {
  Thread& thread = *current_;
  try {
    while (const PlainAccess* access = thread.next()) {
      if (resize_ && resize_->is_due(thread_.now())) [[unlikely]] {
        ThreadHcalls hcalls(thread_);
        resize_->go_on(hcalls);
      }
      const bool slice_is_over = thread_.now() >= *slice_end_;
      if (!thread_.begin_event(!slice_is_over && is_access(access->kind))) return TurnEnd::kStop;
      if (slice_is_over) return TurnEnd::kSlice;
      thread.handle(*access);
      note(thread_.events, thread_.now(), *access);
      thread.take();
    }
    thread_.finish_walks();
  } catch (const UnservedAccess& access) {
    thread.source.refuse(access.line(), access.what());
    throw;
  }
  return thread_.is_to_stop() ? TurnEnd::kStop : TurnEnd::kTrace;
}

void TimeSlicedWork::pass_on(TurnEnd why) {
  const Thread& before = *current_;
  queue_.pop_front();
  if (why == TurnEnd::kSlice) queue_.push_back(current_);
  if (queue_.empty()) return;
  count_time();
  current_ = queue_.front();
  current_->replay.switch_from(before.replay);
  begin_slice();
}

void TimeSlicedWork::begin_slice() {
  slice_end_ = queue_.size() > 1 ? thread_.now() + slice_ : kNever;
}

void TimeSlicedWork::count_time() {
  current_->ran += thread_.now() - counted_until_;
  counted_until_ = thread_.now();
}

// Outside of a simulation, where nobody would ask a processor why it does not go on.
std::optional<unsigned> TimeSlicedWork::handle_next() {
  while (!queue_.empty()) {
    const PlainAccess* access = current_->next();
    if (access == nullptr) {
      pass_on(TurnEnd::kTrace);
      continue;
    }
    current_->take();
    try {
      current_->handle(*access);
    } catch (const UnservedAccess& unserved) {
      current_->source.refuse(unserved.line(), unserved.what());
      return std::nullopt;
    }
    if (!is_access(access->kind)) continue;
    if (queue_.size() > 1) pass_on(TurnEnd::kSlice);
    return accesses_in(*access);
  }
  return std::nullopt;
}

void TimeSlicedWork::end_warm_up() {
  slice_end_.reset();
  for (Thread& thread : threads_) {
    thread.ran = Cycles(0);
    thread.replay.count_on_from({});
  }
}

bool TimeSlicedWork::finish_access(std::size_t slot, const Access& access,
                                   const WalkRequest& request, const WalkResult& result) {
  return current_->replay.finish_access(slot, access, request, result);
}

void TimeSlicedWork::repeat_access(std::size_t slot, const Access& access) {
  current_->replay.repeat_access(slot, access);
}

template <class CountsOf>
auto TimeSlicedWork::sum(const CountsOf& counts_of) const {
  std::decay_t<decltype(counts_of(threads_.front().replay))> total;
  for (const Thread& thread : threads_) add_members(total, counts_of(thread.replay));
  return total;
}

ThreadCounters TimeSlicedWork::counters() const {
  return sum([](const Program& program) { return program.counters(); });
}

HcallCounters TimeSlicedWork::hcalls() const {
  return sum([](const Program& program) { return program.hcalls(); });
}

std::optional<GuestOsCounters> TimeSlicedWork::os_counters() const {
  return sum([](const Program& program) { return program.os_counters(); });
}

TranslationCounts TimeSlicedWork::instruction_side() const {
  TranslationCounts total;
  for (const Thread& thread : threads_) total += thread.replay.thread().instruction_side();
  return total;
}

TranslationCounts TimeSlicedWork::data_side() const {
  TranslationCounts total;
  for (const Thread& thread : threads_) total += thread.replay.thread().data_side();
  return total;
}

std::vector<ThreadShare> TimeSlicedWork::threads() const {
  std::vector<ThreadShare> shares;
  for (const Thread& thread : threads_) {
    shares.push_back({.number = thread.number,
                      .accesses = thread.replay.counters().accesses(),
                      .cycles = thread.ran.value(),
                      .switches = thread.replay.os_counters().context_switches});
  }
  return shares;
}

std::uint64_t TimeSlicedWork::trace_accesses() const {
  std::uint64_t passed = 0;
  for (const Thread& thread : threads_) passed += thread.source.passed();
  return passed;
}

}  // namespace htabsim
