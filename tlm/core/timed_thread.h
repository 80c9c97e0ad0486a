// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe/enum.hpp>
#include <tlm_utils/simple_initiator_socket.h>

#include "htabsim/model/guest/machine.h"
#include "htabsim/model/guest/recorded_order.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/mmu/thread_mmu.h"
#include "htabsim/tlm/core/data_accesses.h"
#include "htabsim/tlm/core/hypervisor_protocol.h"
#include "htabsim/tlm/core/interval_meter.h"
#include "htabsim/tlm/core/outstanding_misses.h"
#include "htabsim/tlm/core/run_ahead.h"
#include "htabsim/tlm/core/shared_tlb.h"
#include "htabsim/tlm/core/thread_costs.h"
#include "htabsim/tlm/core/walk_protocol.h"
#include "htabsim/tlm/kit/timeline.h"
#include "htabsim/tlm/memory/warm_up_port.h"

namespace htabsim {

enum class CpuActivity : std::uint8_t {
  computes,
  waits_for_walk,
  waits_for_hypervisor,
  waits_for_turn,
  waits_for_lock,
  stopped,
};
BOOST_DESCRIBE_ENUM(CpuActivity, computes, waits_for_walk, waits_for_hypervisor, waits_for_turn,
                    waits_for_lock, stopped)

/// Whose accesses the walks of a thread are for.
class MissTaker {
 public:
  virtual ~MissTaker() = default;
  /// A walk that was left to itself is over; false if it refused the access.
  virtual bool finish_access(std::size_t slot, const Access& access, const WalkRequest& request,
                             const WalkResult& result) = 0;
  /// Does a refused access again, when all older ones are over.
  virtual void repeat_access(std::size_t slot, const Access& access) = 0;
};

/// Where a thread is: which of the core's threads, and as whom it asks memory for data.
struct ThreadPlace {
  unsigned number = 0;
  Initiator initiator;
};

/// The Machine of a replay in time: a hardware thread with ERATs and SLB of its own, ahead of the
/// simulated time. Its core's TLB is asked in the core's turn, walks go to the core's walkers,
/// hcalls and storage interrupts to the hypervisor.
///
/// Later accesses may begin while table walks go on; the walk of a store that is not the oldest of
/// them leaves C (facts F2). What is not an access waits for them; one that its walk refuses, or
/// whose page's C is clear, is done again when all older ones are over.
class TimedThread final : public MissListener, public CachedTranslations, public TurnListener {
 public:
  /// To be bound to one of Walkers::requests.
  tlm_utils::simple_initiator_socket<TimedThread, 64, WalkProtocol> walks;
  /// To be bound to one of Hypervisor::calls.
  tlm_utils::simple_initiator_socket<TimedThread, 64, HypervisorProtocol> hypervisor;
  /// Their sockets are to be bound to the others of Walkers::requests.
  OutstandingMisses misses;
  /// Nothing unless memory.data_accesses is true; its socket is to be bound to HptMemory::masters.
  std::optional<DataAccesses> data;

  TimedThread(const Sim& sim, const ThreadPlace& place, Partition& partition, SharedTlb& tlb);
  ~TimedThread() override;

  [[nodiscard]] ThreadMmu& mmu() { return mmu_; }
  [[nodiscard]] const ThreadMmu& mmu() const { return mmu_; }
  void take_misses(MissTaker& taker) { taker_ = &taker; }
  /// Where it is on the timeline.
  void show_on(const TimelineTrack& track, const TimelineTrack& locks) {
    track_ = track;
    locks_ = locks;
  }
  /// Tells `meter` of its time, where there are intervals.
  void measure(IntervalMeter& meter);

  // Machine:
  void pass(Step step);
  void spend(Cycles cycles) { time_.advance(cycles); }
  bool sleep(Cycles cycles);
  WalkResult walk(const WalkRequest& request);
  StartedWalk start_walk(const Access& access, const TranslationStep& miss);
  bool finish_walks();
  void access_data(AccessKind kind, HostReal real, std::uint32_t bytes) {
    if (reaches_data_ && kind != AccessKind::kFetch) reach_data(kind, real, bytes);
  }
  std::size_t join(KernelLock& lock) { return lock.join(*this); }
  void take(KernelLock& lock, std::size_t processor);
  void release(KernelLock& lock);
  StorageOutcome storage_interrupt(const StorageInterrupt& interrupt);
  HcallResult hcall(const HcallFrame& frame);

  /// Before an event: looks at the others if that is due. False if the thread is to stop before it.
  bool begin_event(bool is_access) {
    if (time_.is_due()) look_at_others();
    if (misses.any()) [[unlikely]]
      end_misses_before(is_access);
    return !stop_requested_;
  }
  /// The thread has been at rest until now.
  void catch_up() { time_.catch_up(); }
  /// Waits until all is there that is on its way, and lets the simulation catch up.
  void come_to_rest();
  /// Waits until others see what the hypervisor has stored on this processor. From a SystemC
  /// thread.
  void sync();
  /// Stands still until `ready`, which turn_came() asks to look at, or until the thread is to stop.
  /// From a SystemC thread, at rest.
  template <class Ready>
  void rest_until(const Ready& ready) {
    while (!ready() && !stop_requested_) rest(CpuActivity::waits_for_turn, kNever);
  }
  void turn_came() override { woken_.notify(sc_core::SC_ZERO_TIME); }
  [[nodiscard]] bool is_to_stop() const { return stop_requested_; }
  void stop() {
    activity_ = CpuActivity::stopped;
    show_begin("stopped");
  }
  /// Goes on after a stop.
  void resume();

  /// From now on everything happens at once, by `port`.
  void begin_warm_up(WarmUpPort& port);
  /// Time begins.
  void end_warm_up();

  /// An invalidation that reaches the ERATs at `arrival`, in the future.
  void post(Cycles arrival, const TlbieTarget& target);
  /// Asks to stop before the first event that begins at `arrival` or later.
  void post_stop(Cycles arrival);
  /// Takes back what was asked and has not been done.
  void cancel_stop();
  void miss_ended(Cycles arrival) override { time_.limit(arrival); }
  void tlbiel(TlbieRb rb) override;

  [[nodiscard]] Cycles now() const { return time_.now(); }
  [[nodiscard]] CpuActivity activity() const { return activity_; }
  [[nodiscard]] const LatencyHistogram& walk_latency() const { return walk_latency_; }
  /// In which walks for fetches, and for loads and stores, were under way.
  [[nodiscard]] Cycles instruction_walks() const { return instruction_walks_; }
  [[nodiscard]] Cycles data_walks() const { return data_walks_; }
  [[nodiscard]] std::uint64_t tlbies_received() const { return tlbies_received_; }
  /// Of these, those that no translation here can be of.
  [[nodiscard]] std::uint64_t tlbies_of_other_guests() const { return tlbies_of_other_guests_; }
  EventHash events;

 private:
  void show_begin(std::string_view what) {
    if (track_) [[unlikely]]
      track_.begin(now(), {.what = what});
  }
  void show_end() {
    if (track_) [[unlikely]]
      track_.end(now());
  }
  void page_fault();
  /// Of what follows from a page fault.
  TimelineFlow begin_page_fault(std::string_view what);
  void begin_access();
  void rest(CpuActivity why, Cycles until);
  void look_at_others();
  void end_intervals();
  void end_misses_before(bool is_access);
  void apply_messages();
  void take_up_misses();
  void note_next_arrival();
  void wait_for_a_miss();
  void repeat_refused();
  void reach_data(AccessKind kind, HostReal real, std::uint32_t bytes);
  void note_walk(AccessKind kind, const WalkExtension& walk, Cycles latency);
  void call_hypervisor();
  template <class Extension, class Socket>
  void call(CpuActivity why, Call<Extension>& call, Socket& socket);

  ThreadCosts costs_;
  Cycles reach_latency_;  // the soonest that another agent's action gets here
  Partition& partition_;
  SharedTlb& tlb_;
  unsigned number_;
  ThreadMmu mmu_;
  RunAhead time_;
  std::uint64_t issued_ = 0;
  Cycles interval_end_ = kNever;
  Cycles access_paid_;  // of the next access's cost, what has passed already
  bool stop_requested_ = false;
  bool reaches_data_ = false;  // beside the times above, which every access looks at
  bool has_store_queue_ = false;
  bool repeats_ = false;  // does refused accesses again
  MissTaker* taker_ = nullptr;
  IntervalMeter* meter_ = nullptr;
  WarmUpPort* warm_up_ = nullptr;  // before time begins
  TimelineTrack track_;
  TimelineTrack locks_;
  TimelineFlow fault_{};             // that has not been served
  InvalidationQueue invalidations_;  // on their way to the ERATs
  Cycles stop_arrival_ = kNever;
  sc_core::sc_event woken_;
  CpuActivity activity_ = CpuActivity::computes;
  Call<WalkExtension> walk_;
  Call<HypervisorExtension> hypervisor_call_;
  Cycles filled_began_;  // of the walk that is being taken up
  Cycles instruction_walks_;
  Cycles data_walks_;
  LatencyHistogram walk_latency_;
  std::uint64_t tlbies_received_ = 0;
  std::uint64_t tlbies_of_other_guests_ = 0;
};

inline void TimedThread::begin_access() {
  if (++issued_ >= costs_.issue_width) {
    issued_ = 0;
    time_.advance(costs_.access - access_paid_);
    access_paid_ = Cycles(0);
  }
  if (time_.is_due()) look_at_others();
}

inline void TimedThread::pass(Step step) {
  switch (step) {
    case Step::kAccess:
      return begin_access();
    case Step::kTlb:
      if (warm_up_ == nullptr) time_.set(tlb_.enter(number_, time_.now()));
      return;
    case Step::kEratReload:
      return time_.advance(costs_.erat_reload);
    case Step::kEratPromotion:
      return time_.advance(costs_.secondary_derat);
    case Step::kWalkTakenUp:
      if (warm_up_ != nullptr) return;
      return tlb_.walk_filled(filled_began_,
                              [this](const TlbieTarget& target) { mmu_.tlbie(target); });
    case Step::kUse:
      if (time_.is_due()) look_at_others();
      return;
    case Step::kSlbChange:
      return time_.advance(costs_.slb_write);
    case Step::kInterrupt:
      return time_.advance(costs_.interrupt);
    case Step::kPageFault:
      return page_fault();
    case Step::kForeignHcall:
      return time_.advance(costs_.hcall);
  }
}

}  // namespace htabsim
