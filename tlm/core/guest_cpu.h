// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <boost/describe/class.hpp>

#include "htabsim/tlm/core/guest_work.h"
#include "htabsim/tlm/core/interval_meter.h"
#include "htabsim/tlm/core/sample_meter.h"
#include "htabsim/tlm/core/snoop_target.h"
#include "htabsim/tlm/kit/agent_end.h"
#include "htabsim/tlm/kit/part.h"
#include "htabsim/tlm/memory/guest_table.h"

namespace htabsim {

struct PmuCounters;

/// What a processor is at.
struct GuestCpuState {
  CpuActivity activity = CpuActivity::computes;
  std::uint64_t cycle = 0;
  std::uint64_t accesses = 0;
  std::uint64_t outstanding_misses = 0;
  std::string why_not;  ///< why it makes no progress, if that is known
};
BOOST_DESCRIBE_STRUCT(GuestCpuState, (), (activity, cycle, accesses, outstanding_misses, why_not))

/// Which of its guest's processors a processor is, and which of its core's threads.
struct GuestCpuPlace {
  unsigned number = 0;
  std::string title;  ///< what people call it
  ThreadPlace thread;
};

/// One guest processor: does its work in order on a thread of a core, from the beginning of the
/// simulation until the work is over or it is asked to stop; then it stands still, and goes on if
/// it is resumed.
class GuestCpu final : public Part {
 public:
  /// Its sockets are to be bound as TimedThread says.
  TimedThread thread;
  SnoopTarget snoops;

  GuestCpu(const sc_core::sc_module_name& name, const Sim& sim, const GuestCpuPlace& place,
           Partition& partition, const GuestTable& table, SharedTlb& tlb, const VcpuSetup& setup);
  ~GuestCpu() override;

  /// Before time begins, and while this processor stands still between samples: handles the next
  /// event through `port`, if it is this processor's turn. Returns false, and ends the warm-up,
  /// once `accesses` accesses are done and a sample is next, or the events have ended; where there
  /// is an order of turns, by any processor.
  bool warm_up(WarmUpPort& port, std::uint64_t accesses);
  /// What the warm-up has left of this processor and its work, which is a plain program's; the
  /// core's TLB and what several processors share apart.
  void save(StateWriter& to);
  /// Instead of a warm-up.
  void load(StateReader& from);
  /// What its program's processors share.
  GuestProgram& program() { return work_->program(); }
  /// An invalidation before time begins.
  void invalidate_erats(const TlbieTarget& target) { thread.mmu().invalidate_erats(target); }

  /// Asks the processor to stop before its first event that begins at `arrival` or later; it must
  /// lie at least the invalidation latency in the future.
  void post_stop(Cycles arrival) { thread.post_stop(arrival); }
  /// Takes that back, of a processor that has not stopped yet.
  void cancel_stop() { thread.cancel_stop(); }
  /// Which of its guest's processors it is.
  [[nodiscard]] unsigned number() const { return number_; }
  [[nodiscard]] bool stopped() const { return thread.activity() == CpuActivity::stopped; }
  /// Notified when the processor has stopped, on request or at the end of its events.
  [[nodiscard]] const sc_core::sc_event& stopped_event() const { return stopped_event_; }
  [[nodiscard]] Cycles stopped_at() const { return stopped_at_; }
  /// How long it has run, until it stopped or until now.
  [[nodiscard]] Cycles run_cycles() const {
    return (stopped() ? stopped_at_ : thread.now()) - stood_still_;
  }
  /// Lets a processor that was asked to stop go on, within two cycles.
  void resume() { resumed_event_.notify(sc_core::SC_ZERO_TIME); }
  /// Its work is over: it will not go on.
  [[nodiscard]] bool over() const { return work_->over(); }
  /// It has done a sample of its trace, and there is more.
  [[nodiscard]] bool is_between_samples() const { return work_->is_between_samples(); }
  /// What it did in the samples of its trace.
  [[nodiscard]] const Samples& samples() const { return meter_.samples(); }
  /// What it did in each interval of Sim::interval.
  [[nodiscard]] const IntervalMeter& intervals() const { return intervals_; }
  /// Accesses of its trace, those that were passed over included; 0 for a recording.
  [[nodiscard]] std::uint64_t trace_accesses() const { return work_->trace_accesses(); }

  [[nodiscard]] const GuestWork& work() const { return *work_; }
  [[nodiscard]] ThreadCounters counters() const { return work_->counters(); }
  /// What its performance monitor counts; when it has stopped.
  [[nodiscard]] PmuCounters pmu() const;

  [[nodiscard]] std::string title() const override { return title_; }
  void report(Report& report) const override;
  [[nodiscard]] PartState state() const override;
  [[nodiscard]] bool done() const override { return stopped(); }
  [[nodiscard]] std::optional<EventHash> events() const override { return thread.events; }

 private:
  void run();
  void stand_still();
  void go_on();

  unsigned number_;
  std::string title_;
  Partition& partition_;
  std::unique_ptr<GuestWork> work_;
  SampleMeter meter_;
  IntervalMeter intervals_;
  std::uint64_t warmed_up_ = 0;  // accesses before time begins
  AgentEnd end_;
  Cycles stopped_at_;
  Cycles stood_still_;  // altogether, before it went on
  sc_core::sc_event stopped_event_;
  sc_core::sc_event resumed_event_;
};

}  // namespace htabsim
