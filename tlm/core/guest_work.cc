// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/guest_work.h"

#include <span>
#include <stdexcept>
#include <utility>
#include <variant>

#include "htabsim/model/base/state_archive.h"
#include "htabsim/model/guest/captured_replay.h"
#include "htabsim/model/guest/plain_replay.h"
#include "htabsim/model/guest/unserved_access.h"
#include "htabsim/tlm/core/plain_events.h"
#include "htabsim/tlm/core/thread_hcalls.h"
#include "htabsim/tlm/core/time_sliced_work.h"
#include "htabsim/tlm/core/turn_events.h"

namespace htabsim {

namespace {

using Recording = CapturedReplay<TimedThread>;
using Program = PlainReplay<TimedThread>;

bool is_access(const GuestEvent& event) { return std::holds_alternative<MemoryAccess>(event); }
// What is none comes in a batch of its own, and is not asked for.
bool is_access(const PlainAccess&) { return true; }

bool is_between_accesses(const GuestEvent&) { return false; }
bool is_between_accesses(const PlainAccess& item) { return !is_access(item.kind); }

/// However often a fault makes the processor try.
unsigned accesses_in(const GuestEvent& event) { return is_access(event) ? 1 : 0; }

void note(EventHash& events, Cycles now, const GuestEvent& event) {
  const auto* access = std::get_if<MemoryAccess>(&event);
  events.add(now, event.index(), access != nullptr ? access->ea.value() : 0);
}

/// The accesses of a program, which waits for no other processor.
class ProgramAccesses {
 public:
  explicit ProgramAccesses(PlainAccessSource& source) : source_(source) {}

  std::span<const PlainAccess> next_batch(Program&) { return source_.next_batch(); }
  [[nodiscard]] bool is_between_samples() const { return source_.is_between_samples(); }
  [[nodiscard]] bool at_end() const { return source_.at_end(); }
  static bool has_turn() { return true; }
  static bool warm_up_over() { return false; }
  static void end_warm_up() {}

 private:
  PlainAccessSource& source_;
};

std::span<const GuestEvent> begin_turn(Recording& replay, const RecordedTurn& turn) {
  replay.begin_turn(turn.line);
  return turn.events;
}

/// The recording of a processor that waits for no other one.
class OwnRecording {
 public:
  explicit OwnRecording(TurnSource& source) : source_(source) {}

  std::span<const GuestEvent> next_batch(Recording& replay) {
    return begin_turn(replay, source_.next_turn());
  }
  static bool is_between_samples() { return false; }
  static bool at_end() { return true; }
  static bool has_turn() { return true; }
  static bool warm_up_over() { return false; }
  static void end_warm_up() {}

 private:
  TurnSource& source_;
};

/// Of one that does its turns only.
class RecordingInTurn {
 public:
  RecordingInTurn(const RecordedTurns& turns, TimedThread& thread)
      : turns_(*turns.order, turns.vcpu, thread) {}

  std::span<const GuestEvent> next_batch(Recording& replay) {
    return begin_turn(replay, turns_.next_turn());
  }
  static bool is_between_samples() { return false; }
  static bool at_end() { return true; }
  bool has_turn() { return turns_.has_turn(); }
  [[nodiscard]] bool warm_up_over() const { return turns_.warm_up_over(); }
  void end_warm_up() { turns_.end_warm_up(); }

 private:
  TurnEvents turns_;
};

template <class Replay, class Event, class Events>
class ReplayWork : public GuestWork {
 public:
  template <class... Args>
  ReplayWork(Events events, const std::optional<ResizeWish>& wish, TimedThread& thread,
             const Partition& partition, const Args&... args)
      : source_(std::move(events)),
        thread_(thread),
        replay_(thread.mmu(), partition, thread, args...) {
    if (wish) resize_.emplace(*wish);
  }

  void run() override {
    for (auto batch = next_batch(); !batch.empty(); batch = next_batch()) {
      if (is_between_accesses(batch.front())) [[unlikely]] {
        if (!begin_between(batch)) return;
        continue;
      }
      for (const Event& event : batch) {
        if (resize_ && resize_->is_due(thread_.now())) [[unlikely]]
          ask_for_a_table();
        if (!begin(event)) {
          batch_ = batch.subspan(static_cast<std::size_t>(&event - batch.data()));
          return;
        }
        replay_.handle(event);
        note(thread_.events, thread_.now(), event);
      }
    }
    thread_.finish_walks();
    if (thread_.is_to_stop()) return;
    counted_ = replay_.counted();
    if (!source_.at_end()) return;
    replay_.finish();
    over_ = true;
  }
  [[nodiscard]] bool over() const override { return over_; }
  [[nodiscard]] bool is_between_samples() const override { return source_.is_between_samples(); }

  std::optional<unsigned> handle_next() override {
    if (batch_.empty()) batch_ = source_.next_batch(replay_);
    if (batch_.empty()) return std::nullopt;
    const Event& event = batch_.front();
    batch_ = batch_.subspan(1);
    if constexpr (std::is_same_v<Event, PlainAccess>) {
      if (is_between_accesses(event)) {
        replay_.handle_between(event);
        return 0;
      }
    }
    ++before_time_;
    while (replay_.waits_for_table(event)) continue;
    replay_.handle(event);
    return accesses_in(event);
  }

  bool has_turn() override { return !batch_.empty() || source_.has_turn(); }
  [[nodiscard]] bool warm_up_over() const override { return source_.warm_up_over(); }
  void end_warm_up() override {
    source_.end_warm_up();
    replay_.count_on_from(counted_);
  }
  bool finish_access(std::size_t slot, const Access& access, const WalkRequest& request,
                     const WalkResult& result) override {
    return replay_.finish_access(slot, access, request, result);
  }
  void repeat_access(std::size_t slot, const Access& access) override {
    replay_.repeat_access(slot, access);
  }

  [[nodiscard]] ThreadCounters counters() const override { return replay_.counters(); }
  [[nodiscard]] HcallCounters hcalls() const override { return replay_.hcalls(); }
  [[nodiscard]] TranslationCounts instruction_side() const override {
    return replay_.thread().instruction_side();
  }
  [[nodiscard]] TranslationCounts data_side() const override {
    return replay_.thread().data_side();
  }
  [[nodiscard]] const ReplayReport* report() const override {
    if constexpr (std::is_same_v<Replay, Recording>) return &replay_.report();
    return nullptr;
  }
  [[nodiscard]] std::optional<GuestOsCounters> os_counters() const override {
    if constexpr (std::is_same_v<Replay, Program>) return replay_.os_counters();
    return std::nullopt;
  }
  [[nodiscard]] const GuestResizeCounters* resize() const override {
    return resize_ ? &resize_->counters() : nullptr;
  }

 protected:
  Replay& replay() { return replay_; }
  /// Events handled before time begins.
  std::uint64_t& before_time() { return before_time_; }

 private:
  /// False if the thread is to stop before the event.
  bool begin(const Event& event) {
    do {
      if (!thread_.begin_event(is_access(event))) return false;
    } while (replay_.waits_for_table(event));
    return true;
  }

  /// False if the thread is to stop before what is between two accesses.
  bool begin_between(std::span<const Event> batch) {
    if (!thread_.begin_event(false)) {
      batch_ = batch;
      return false;
    }
    if constexpr (std::is_same_v<Event, PlainAccess>) {
      // One that a saved state runs already is told again where the trace goes on.
      if (!replay_.handle_between(batch.front())) return true;
    }
    note(thread_.events, thread_.now(), batch.front());
    return true;
  }

  void ask_for_a_table() {
    ThreadHcalls hcalls(thread_);
    resize_->go_on(hcalls);
  }

  /// All that are at hand, from the next one on; empty at the end.
  std::span<const Event> next_batch() {
    return batch_.empty() ? source_.next_batch(replay_) : std::exchange(batch_, {});
  }

  Events source_;
  std::span<const Event> batch_;
  TimedThread& thread_;
  Replay replay_;
  typename Replay::Counted counted_;  // when time stood still
  std::uint64_t before_time_ = 0;
  std::optional<GuestResize> resize_;
  bool over_ = false;
};

/// A program ends at an access that its kernel cannot serve, and its source is told.
class PlainWork final : public ReplayWork<Program, PlainAccess, ProgramAccesses> {
 public:
  PlainWork(const ProgramWork& work, const std::optional<ResizeWish>& wish, TimedThread& thread,
            const Partition& partition, const HptGeometry& geometry)
      : ReplayWork(ProgramAccesses(*work.source), wish, thread, partition, work.os, geometry,
                   work.program),
        source_(*work.source) {}

  [[nodiscard]] std::uint64_t trace_accesses() const override { return source_.passed(); }

  void save(StateWriter& to) override { to& before_time() & replay(); }
  void load(StateReader& from) override {
    from& before_time() & replay();
    source_.pass_over(before_time());
  }
  GuestProgram& program() override { return replay().program(); }

  void run() override {
    try {
      ReplayWork::run();
    } catch (const UnservedAccess& access) {
      source_.refuse(access.line(), access.what());
      throw;
    }
  }

  // Outside of a simulation, where nobody would ask a processor why it does not go on.
  std::optional<unsigned> handle_next() override {
    try {
      return ReplayWork::handle_next();
    } catch (const UnservedAccess& access) {
      source_.refuse(access.line(), access.what());
      return std::nullopt;
    }
  }

 private:
  PlainAccessSource& source_;
};

[[noreturn]] void refuse_state() {
  throw std::logic_error("the state of such a processor's work is not kept");
}

}  // namespace

void GuestWork::save(StateWriter&) { refuse_state(); }
void GuestWork::load(StateReader&) { refuse_state(); }
GuestProgram& GuestWork::program() { refuse_state(); }

std::unique_ptr<GuestWork> make_guest_work(const VcpuSetup& setup, const Partition& partition,
                                           const HptGeometry& geometry, TimedThread& thread) {
  if (const auto* program = std::get_if<ProgramWork>(&setup.work)) {
    return std::make_unique<PlainWork>(*program, setup.resize, thread, partition, geometry);
  }
  if (const auto* threads = std::get_if<ProgramThreads>(&setup.work)) {
    return std::make_unique<TimeSlicedWork>(*threads, setup.resize, thread, partition, geometry);
  }
  if (const auto* turns = std::get_if<RecordedTurns>(&setup.work)) {
    return std::make_unique<ReplayWork<Recording, GuestEvent, RecordingInTurn>>(
        RecordingInTurn(*turns, thread), setup.resize, thread, partition);
  }
  const auto& recording = std::get<RecordedWork>(setup.work);
  return std::make_unique<ReplayWork<Recording, GuestEvent, OwnRecording>>(
      OwnRecording(*recording.source), setup.resize, thread, partition, recording.patience);
}

}  // namespace htabsim
