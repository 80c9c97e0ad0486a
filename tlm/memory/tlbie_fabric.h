// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include <systemc>
#include <tlm_utils/simple_target_socket.h>

#include "htabsim/model/hpt/defect.h"
#include "htabsim/model/isa/tlbie.h"
#include "htabsim/tlm/kit/clock.h"
#include "htabsim/tlm/kit/config.h"
#include "htabsim/tlm/kit/event_hash.h"
#include "htabsim/tlm/memory/tlbie_protocol.h"

namespace htabsim {

/// A processor as the fabric sees it.
class TlbieListener {
 public:
  virtual ~TlbieListener() = default;
  /// An invalidation that reaches the processor at `arrival`, in the future.
  virtual void post(Cycles arrival, const TlbieTarget& target) = 0;
  /// Waits until every lookup that began before `arrival` has ended, R and C stored. To be called
  /// from a SystemC thread after `arrival`.
  virtual void wait_for_lookups_before(Cycles arrival) = 0;
};

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
class TlbieFabric : public sc_core::sc_module {
 public:
  using Socket = tlm_utils::simple_target_socket_tagged_optional<TlbieFabric, 64, TlbieProtocol>;

  /// Up to `initiators` can be bound.
  TlbieFabric(const sc_core::sc_module_name& name, unsigned initiators, const Clock& clock,
              const TlbieConfig& config);

  /// The next socket that nobody has taken yet.
  Socket& take_socket();
  void attach(TlbieListener& listener) { listeners_.push_back(&listener); }

  /// Makes Defect::tlbsync_does_not_wait true of this fabric, if it is that.
  void inject(Defect defect) { waits_ = defect != Defect::tlbsync_does_not_wait; }

  [[nodiscard]] TlbieFabricState state() const { return {pending_.size(), waiting_}; }
  [[nodiscard]] const TlbieCounters& counters() const { return counters_; }
  [[nodiscard]] EventHash events() const;

 private:
  struct Pending {
    InitiatorId initiator;
    TlbieRb rb;
  };

  void b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  void grant();
  void synchronise(InitiatorId initiator);
  /// Waits until a broadcast that arrives, or arrived, at `arrival` is complete on all processors;
  /// gives when it was.
  Cycles acknowledged(Cycles arrival);

  const Clock& clock_;
  TlbieConfig config_;
  bool waits_ = true;
  std::uint64_t waiting_ = 0;
  sc_core::sc_vector<Socket> sockets_;
  std::size_t taken_ = 0;
  std::vector<TlbieListener*> listeners_;
  std::vector<Pending> pending_;
  std::map<InitiatorId, Cycles> last_arrival_;
  sc_core::sc_event grant_event_;
  TlbieCounters counters_;
  EventHash events_;
  std::map<InitiatorId, EventHash> completions_;  // each its own: those of one cycle have no order
};

}  // namespace htabsim
