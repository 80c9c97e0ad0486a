// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/guest_work.h"

#include <span>
#include <utility>
#include <variant>

#include "htabsim/model/guest/captured_replay.h"
#include "htabsim/model/guest/plain_replay.h"

namespace htabsim {

namespace {

using Recording = CapturedReplay<TimedThread>;
using Program = PlainReplay<TimedThread>;

bool is_access(const GuestEvent& event) { return std::holds_alternative<MemoryAccess>(event); }
bool is_access(const PlainAccess&) { return true; }

/// However often a fault makes the processor try.
unsigned accesses_in(const GuestEvent& event) { return is_access(event) ? 1 : 0; }
unsigned accesses_in(const PlainAccess& access) {
  return access.kind == PlainAccessKind::kModify ? 2 : 1;
}

void note(EventHash& events, Cycles now, const GuestEvent& event) {
  const auto* access = std::get_if<MemoryAccess>(&event);
  events.add(now, event.index(), access != nullptr ? access->ea.value() : 0);
}
void note(EventHash& events, Cycles now, const PlainAccess& access) {
  events.add(now, static_cast<std::uint64_t>(access.kind), access.ea.value());
}

template <class Replay, class Event>
class ReplayWork final : public GuestWork {
 public:
  template <class... Args>
  ReplayWork(EventSource<Event>& source, TimedThread& thread, const Partition& partition,
             const Args&... args)
      : source_(source), thread_(thread), replay_(thread.mmu(), partition, thread, args...) {}

  void run() override {
    for (auto batch = next_batch(); !batch.empty(); batch = next_batch()) {
      for (const Event& event : batch) {
        if (!thread_.begin_event(is_access(event))) return;
        replay_.handle(event);
        note(thread_.events, thread_.now(), event);
      }
    }
    thread_.finish_walks();
    replay_.finish();
  }

  std::optional<unsigned> handle_next() override {
    if (batch_.empty()) batch_ = source_.next_batch();
    if (batch_.empty()) return std::nullopt;
    const Event& event = batch_.front();
    batch_ = batch_.subspan(1);
    replay_.handle(event);
    return accesses_in(event);
  }

  void restart_counters() override { replay_.restart_counters(); }
  bool finish_access(std::size_t slot, const Access& access, const WalkRequest& request,
                     const WalkResult& result) override {
    return replay_.finish_access(slot, access, request, result);
  }
  void repeat_access(std::size_t slot, const Access& access) override {
    replay_.repeat_access(slot, access);
  }

  [[nodiscard]] const ThreadCounters& counters() const override { return replay_.counters(); }
  [[nodiscard]] const HcallCounters& hcalls() const override { return replay_.hcalls(); }
  [[nodiscard]] const TranslationCounts& instruction_side() const override {
    return replay_.thread().instruction_side();
  }
  [[nodiscard]] const TranslationCounts& data_side() const override {
    return replay_.thread().data_side();
  }
  [[nodiscard]] const ReplayReport* report() const override {
    if constexpr (std::is_same_v<Replay, Recording>) return &replay_.report();
    return nullptr;
  }
  [[nodiscard]] const GuestOsCounters* os_counters() const override {
    if constexpr (std::is_same_v<Replay, Program>) return &replay_.os_counters();
    return nullptr;
  }

 private:
  /// All that are at hand, from the next one on; empty at the end.
  std::span<const Event> next_batch() {
    return batch_.empty() ? source_.next_batch() : std::exchange(batch_, {});
  }

  EventSource<Event>& source_;
  std::span<const Event> batch_;
  TimedThread& thread_;
  Replay replay_;
};

}  // namespace

std::unique_ptr<GuestWork> make_guest_work(const VcpuSetup& setup, const Partition& partition,
                                           TimedThread& thread) {
  if (const auto* program = std::get_if<ProgramWork>(&setup.work)) {
    return std::make_unique<ReplayWork<Program, PlainAccess>>(*program->source, thread, partition,
                                                              program->os);
  }
  const auto& recording = std::get<RecordedWork>(setup.work);
  return std::make_unique<ReplayWork<Recording, GuestEvent>>(*recording.source, thread, partition);
}

}  // namespace htabsim
