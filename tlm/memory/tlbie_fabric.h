// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>

#include <boost/describe/class.hpp>
#include <tlm_utils/multi_passthrough_initiator_socket.h>

#include "htabsim/model/hpt/defect.h"
#include "htabsim/model/isa/tlbie.h"
#include "htabsim/tlm/kit/cycle_queue.h"
#include "htabsim/tlm/kit/part.h"
#include "htabsim/tlm/kit/shared_target_socket.h"
#include "htabsim/tlm/kit/timeline.h"
#include "htabsim/tlm/memory/tlbie_protocol.h"

namespace htabsim {

struct TlbieCounters {
  std::uint64_t broadcasts = 0;
  std::uint64_t syncs = 0;
  std::uint64_t sync_wait_cycles = 0;
  std::uint64_t syncs_behind_walks = 0;  ///< that waited for a walk from before their tlbie
};
BOOST_DESCRIBE_STRUCT(TlbieCounters, (), (broadcasts, syncs, sync_wait_cycles, syncs_behind_walks))

/// What the fabric is at.
struct TlbieFabricState {
  std::uint64_t tlbies_in_this_cycle = 0;
  std::uint64_t tlbsyncs_waiting = 0;
};
BOOST_DESCRIBE_STRUCT(TlbieFabricState, (), (tlbies_in_this_cycle, tlbsyncs_waiting))

/// The interconnect's part of translation invalidation: broadcasts each tlbie to every processor
/// with a latency, and completes a tlbsync when all of them have invalidated and no use of an old
/// translation is left (facts H7).
///
/// Broadcasts of one cycle are ordered by initiator, as requests to memory are.
class TlbieFabric final : public Part {
 public:
  /// Takes TlbieExtension::Command::kTlbie and kTlbsync from any number of masters.
  SharedTargetSocket<TlbieFabric, TlbieProtocol> masters;
  /// To each processor's ERATs and each core's TLB.
  tlm_utils::multi_passthrough_initiator_socket<TlbieFabric, 64, SnoopProtocol, 0,
                                                sc_core::SC_ZERO_OR_MORE_BOUND>
      snoopers;

  TlbieFabric(const sc_core::sc_module_name& name, const Sim& sim);
  ~TlbieFabric() override;

  /// Injects `defect`; only tlbsync_does_not_wait has an effect here.
  void inject(Defect defect) { waits_ = defect != Defect::tlbsync_does_not_wait; }

  [[nodiscard]] const TlbieCounters& counters() const { return counters_; }

  [[nodiscard]] std::string title() const override { return "fabric"; }
  void report(Report& report) const override;
  [[nodiscard]] PartState state() const override;
  /// Those of a fabric without processors are nobody's.
  [[nodiscard]] std::optional<EventHash> events() const override;

 private:
  /// A tlbie to be broadcast, or a tlbsync that asks what has become of those before it.
  struct Request {
    InitiatorId initiator{};
    TlbieRb rb;
    Lpid lpid{};
    sc_core::sc_event* settled = nullptr;  // of a tlbsync: to be told when those are applied

    friend bool operator<(const Request& a, const Request& b) { return a.initiator < b.initiator; }
  };

  void end_of_elaboration() override { has_snoopers_ = snoopers.size() != 0; }
  void b_transport(int initiator, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  void serve(std::span<const Request> requests, Cycles cycle);
  void broadcast(const Request& request, Cycles cycle);
  void snoop(Call<SnoopExtension>& call);
  void synchronise(InitiatorId initiator);
  /// Waits until a broadcast that arrives, or arrived, at `arrival` is complete on all processors;
  /// gives when it was.
  Cycles acknowledged(InitiatorId initiator, Cycles arrival);

  CycleQueue<Request> queue_;
  bool has_snoopers_ = false;
  bool waits_ = true;
  std::uint64_t waiting_ = 0;
  std::map<InitiatorId, Cycles> last_arrival_;
  TlbieCounters counters_;
  TimelineCounter on_their_way_;
  EventHash events_;
  std::map<InitiatorId, EventHash> completions_;  // each its own: those of one cycle have no order
};

}  // namespace htabsim
