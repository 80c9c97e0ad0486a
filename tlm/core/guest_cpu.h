// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <systemc>
#include <tlm_utils/simple_initiator_socket.h>

#include "htabsim/model/guest/captured_replay.h"
#include "htabsim/model/guest/plain_replay.h"
#include "htabsim/tlm/core/core.h"
#include "htabsim/tlm/core/data_accesses.h"
#include "htabsim/tlm/core/hypervisor_protocol.h"
#include "htabsim/tlm/core/outstanding_misses.h"
#include "htabsim/tlm/core/vcpu_setup.h"
#include "htabsim/tlm/kit/agent_end.h"
#include "htabsim/tlm/kit/clock.h"
#include "htabsim/tlm/kit/config.h"
#include "htabsim/tlm/kit/event_hash.h"
#include "htabsim/tlm/kit/latency_histogram.h"
#include "htabsim/tlm/memory/tlbie_fabric.h"

namespace htabsim {

enum class CpuActivity : std::uint8_t { computes, waits_for_walk, waits_for_hypervisor, stopped };
BOOST_DESCRIBE_ENUM(CpuActivity, computes, waits_for_walk, waits_for_hypervisor, stopped)

/// What a processor is at.
struct GuestCpuState {
  CpuActivity activity = CpuActivity::computes;
  std::uint64_t cycle = 0;
  std::uint64_t accesses = 0;
  std::uint64_t outstanding_misses = 0;
  std::string why_not;  ///< why it makes no progress, if that is known
};
BOOST_DESCRIBE_STRUCT(GuestCpuState, (), (activity, cycle, accesses, outstanding_misses, why_not))

/// Where a processor is: what it is connected to, and which of the core's threads it is.
struct GuestCpuPlace {
  Core& core;
  unsigned thread = 0;
  std::size_t first_walk = 0;  ///< its first number among the core's requesters of walks
  Initiator initiator;         ///< of its own accesses to memory
  HptMemory& memory;
  TlbieFabric& fabric;
  tlm::tlm_target_socket<64, HypervisorProtocol>& hypervisor;
};

/// One guest processor: does its work - a recording, or a plain program under a guest's kernel -
/// in order through its ERATs and SLB and its core's TLB; a miss goes to the core's Walkers,
/// hcalls and storage interrupts to the Hypervisor.
///
/// Later accesses may begin while table walks of loads go on, and of a store that is older than all
/// of them. What is not an access waits for them; one that its walk refuses is done again when all
/// older ones are over (facts F4: C is not set for an access that may not be performed).
///
/// The processor keeps a local time. Its private state is touched ahead of the simulated time up to
/// the horizon, before which nobody else can reach it: the next pending activity of the simulation
/// plus the latency of an invalidation. What others send lies in the inbox with its arrival and is
/// applied when the local time gets there.
class GuestCpu : public sc_core::sc_module, public TlbieListener, public MissListener {
 public:
  GuestCpu(const sc_core::sc_module_name& name, const GuestCpuPlace& place, Partition& partition,
           const VcpuSetup& setup, const Clock& clock, const Config& config, Stepping stepping);

  ~GuestCpu() override;

  /// Before time begins: does its next event, by `port`, unless it has done that many accesses or
  /// there is none left; whether it did. The last of these calls says no.
  bool warm_up(HptPort& port, std::uint64_t accesses);

  /// Asks the processor to stop before its first event that begins at `arrival` or later; it must
  /// lie at least the invalidation latency in the future.
  void post_stop(Cycles arrival);
  [[nodiscard]] bool stopped() const { return activity_ == CpuActivity::stopped; }
  /// Notified when the processor has stopped, on request or at the end of its events.
  [[nodiscard]] const sc_core::sc_event& stopped_event() const { return stopped_event_; }
  [[nodiscard]] Cycles stopped_at() const { return stopped_at_; }

  void post(Cycles arrival, const TlbieTarget& target) override;
  /// Its walks are its core's.
  void wait_for_lookups_before(Cycles) override {}
  void miss_ended(Cycles arrival) override { deadline_ = std::min(deadline_, arrival); }
  /// An invalidation before time begins.
  void invalidate_erats(const TlbieTarget& target) { mmu_.invalidate_erats(target); }

  [[nodiscard]] GuestCpuState state() const;
  [[nodiscard]] const ThreadMmu& mmu() const { return mmu_; }
  /// How the recording compares; null for a plain program.
  [[nodiscard]] const ReplayReport* report() const;
  /// What the kernel did for a plain program; null for a recording.
  [[nodiscard]] const GuestOsCounters* os_counters() const;
  [[nodiscard]] const ThreadCounters& counters() const;
  [[nodiscard]] const HcallCounters& hcalls() const;
  /// Of its walks, from asking to the answer.
  [[nodiscard]] const LatencyHistogram& walk_latency() const { return walk_latency_; }
  [[nodiscard]] const MissCounters& misses() const { return misses_.counters; }
  /// What its performance monitor counts; when it has stopped.
  [[nodiscard]] PmuCounters pmu() const;
  [[nodiscard]] std::uint64_t tlbies_received() const { return tlbies_received_; }
  [[nodiscard]] const EventHash& events() const { return events_; }

  // What CapturedReplay, PlainReplay and GuestThread need of a machine.
  void begin_access() {
    if (++issued_ >= issue_width_) {
      issued_ = 0;
      local_ += access_cost_ - paid_;
      paid_ = Cycles(0);
    }
    if (local_ >= deadline_) reach_deadline();
  }
  void enter_tlb() {
    if (before_time_ == nullptr) local_ = core_.enter_tlb(thread_, local_);
  }
  void erat_reloaded() { local_ += erat_reload_cost_; }
  void erat_promoted() { local_ += secondary_derat_cost_; }
  void walk_filled() {
    if (before_time_ != nullptr) return;
    core_.walk_filled(filled_began_, [this](const TlbieTarget& target) { mmu_.tlbie(target); });
  }
  void settle();
  WalkResult walk(const WalkRequest& request);
  StartedWalk start_walk(const Access& access, const WalkRequest& request);
  bool finish_misses();
  StorageOutcome storage_interrupt(const StorageInterrupt& interrupt);
  HcallResult hcall(const HcallFrame& frame);
  void foreign_hcall() { local_ += hcall_cost_; }
  void interrupt_taken() { local_ += interrupt_cost_; }
  void slb_changed() { local_ += slb_write_cost_; }
  void spend(Cycles cycles) { local_ += cycles; }
  void access_data(AccessKind kind, HostReal real, std::uint32_t bytes) {
    if (reaches_data_ && kind != AccessKind::kFetch) reach_data(kind, real, bytes);
  }

 private:
  template <class Event>
  struct Events {
    EventSource<Event>& source;
    std::span<const Event> batch;
    /// The next one, good until the next call; null at the end.
    const Event* next();
    /// All that are at hand, from the next one on; empty at the end.
    std::span<const Event> next_batch();
  };
  /// A recording on its way through the model.
  struct Recording {
    Recording(GuestCpu& cpu, const RecordedWork& work);
    CapturedReplay<GuestCpu> replay;
    Events<GuestEvent> events;
  };
  struct Program {
    Program(GuestCpu& cpu, const ProgramWork& work);
    PlainReplay<GuestCpu> replay;
    Events<PlainAccess> events;
  };
  using Work = std::variant<Recording, Program>;
  static constexpr Cycles kNever{~std::uint64_t{0}};

  void run();
  Work make_work(const VcpuSetup& setup);
  /// Handles events until they end or the processor is to stop.
  template <class Replay, class Event>
  void replay_until_stopped(Replay& replay, Events<Event>& events);
  void end_warm_up();
  void reach_data(AccessKind kind, HostReal real, std::uint32_t bytes);
  void note_walk(AccessKind kind, const WalkExtension& walk, Cycles latency);
  void note(const GuestEvent& event);
  void note(const PlainAccess& access);
  void reach_deadline();
  void move_horizon();
  void apply_messages();
  void take_up_misses();
  void wait_for_a_miss();
  void repeat_refused();
  static bool is_access(const GuestEvent& event) {
    return std::holds_alternative<MemoryAccess>(event);
  }
  static bool is_access(const PlainAccess&) { return true; }
  /// However often a fault makes the processor try.
  static unsigned accesses_in(const GuestEvent& event) { return is_access(event) ? 1 : 0; }
  static unsigned accesses_in(const PlainAccess& access) {
    return access.kind == PlainAccessKind::kModify ? 2 : 1;
  }
  void update_deadline();
  void synchronise();
  void call_hypervisor();
  template <class TargetSocket>
  void call(CpuActivity why, TargetSocket& socket, tlm::tlm_generic_payload& payload);
  void come_to_an_end();

  Partition& partition_;
  const Clock& clock_;
  Stepping stepping_;
  std::uint64_t issue_width_;
  std::uint64_t issued_ = 0;
  Cycles access_cost_;
  Cycles paid_;  // of the next access's cost, what has passed already
  Cycles erat_reload_cost_;
  Cycles secondary_derat_cost_;
  Cycles interrupt_cost_;
  Cycles slb_write_cost_;
  Cycles hcall_cost_;
  Cycles reach_latency_;  // the soonest that another agent's action gets here
  Core& core_;
  unsigned thread_;
  ThreadMmu mmu_;
  Work work_;
  tlm_utils::simple_initiator_socket<GuestCpu, 64, WalkProtocol> walk_socket_;
  tlm_utils::simple_initiator_socket<GuestCpu, 64, HypervisorProtocol> hypervisor_socket_;
  WalkExtension walk_extension_;
  HypervisorExtension hypervisor_extension_;
  tlm::tlm_generic_payload walk_payload_;
  tlm::tlm_generic_payload hypervisor_payload_;
  Cycles filled_began_;  // of the walk that is being taken up
  Cycles instruction_walks_;
  Cycles data_walks_;
  std::optional<DataAccesses> data_;
  HptPort* before_time_ = nullptr;  // by which walks and hcalls are done while that is set
  std::uint64_t warmed_up_ = 0;     // accesses done then
  LatencyHistogram walk_latency_;
  OutstandingMisses misses_;
  bool repeats_ = false;             // does refused accesses again
  InvalidationQueue invalidations_;  // on their way to the ERATs
  Cycles stop_arrival_ = kNever;
  CpuActivity activity_ = CpuActivity::computes;
  AgentEnd end_;
  Cycles local_;
  Cycles horizon_;   // the local time that must not be reached without a look at the others
  Cycles deadline_;  // horizon or first arrival of a message, whichever is sooner
  bool stop_requested_ = false;
  bool reaches_data_ = false;  // beside the times above, which every access looks at
  Cycles stopped_at_;
  sc_core::sc_event stopped_event_;
  std::uint64_t tlbies_received_ = 0;
  EventHash events_;
};

}  // namespace htabsim
