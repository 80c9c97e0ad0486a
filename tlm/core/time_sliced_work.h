// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "htabsim/model/guest/plain_replay.h"
#include "htabsim/tlm/core/guest_work.h"

namespace htabsim {

/// Threads of plain programs that take turns on one processor, as the guest's kernel lets them:
/// round robin, each until the first access that would begin at the end of its slice or later. One
/// whose trace has ended leaves the others, and the last one is not interrupted any more.
class TimeSlicedWork final : public GuestWork {
 public:
  TimeSlicedWork(const ProgramThreads& setup, const std::optional<ResizeWish>& wish,
                 TimedThread& thread, const Partition& partition, const HptGeometry& geometry);

  void run() override;
  [[nodiscard]] bool over() const override { return queue_.empty(); }
  [[nodiscard]] bool is_between_samples() const override { return false; }

  /// Before time begins the threads take turns access by access.
  std::optional<unsigned> handle_next() override;
  bool has_turn() override { return true; }
  [[nodiscard]] bool warm_up_over() const override { return false; }
  void end_warm_up() override;

  bool finish_access(std::size_t slot, const Access& access, const WalkRequest& request,
                     const WalkResult& result) override;
  void repeat_access(std::size_t slot, const Access& access) override;

  [[nodiscard]] ThreadCounters counters() const override;
  [[nodiscard]] HcallCounters hcalls() const override;
  [[nodiscard]] TranslationCounts instruction_side() const override;
  [[nodiscard]] TranslationCounts data_side() const override;
  [[nodiscard]] std::optional<GuestOsCounters> os_counters() const override;
  [[nodiscard]] std::vector<ThreadShare> threads() const override;
  [[nodiscard]] std::uint64_t trace_accesses() const override;
  [[nodiscard]] const GuestResizeCounters* resize() const override {
    return resize_ ? &resize_->counters() : nullptr;
  }

 private:
  using Program = PlainReplay<TimedThread>;
  struct Thread {
    Thread(const ProgramThread& setup, TimedThread& processor, const Partition& partition,
           const HptGeometry& geometry, const std::shared_ptr<ProcessorSlb>& slb);

    /// The next access, which is to be taken; null at the trace's end.
    const PlainAccess* next();
    void take() { batch = batch.subspan(1); }
    /// An access, or what is between two.
    void handle(const PlainAccess& access);

    std::size_t number;
    PlainAccessSource& source;
    std::span<const PlainAccess> batch;
    Program replay;
    Cycles ran{};  // since time began
  };
  enum class TurnEnd : std::uint8_t { kSlice, kTrace, kStop };

  TurnEnd run_turn();
  void pass_on(TurnEnd why);
  void begin_slice();
  void count_time();
  /// Of what each program has counted.
  template <class CountsOf>
  [[nodiscard]] auto sum(const CountsOf& counts_of) const;

  Cycles slice_;
  TimedThread& thread_;
  std::deque<Thread> threads_;
  std::deque<Thread*> queue_;  // whose traces have not ended; the first one runs
  Thread* current_ = nullptr;  // that one, or the last of all
  std::optional<Cycles> slice_end_;
  Cycles counted_until_;  // of the running thread's time
  std::optional<GuestResize> resize_;
};

}  // namespace htabsim
