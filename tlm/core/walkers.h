// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include <boost/describe/class.hpp>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>

#include "htabsim/tlm/core/invalidation_queue.h"
#include "htabsim/tlm/core/walk_protocol.h"
#include "htabsim/tlm/kit/clock.h"
#include "htabsim/tlm/kit/config.h"
#include "htabsim/tlm/kit/event_hash.h"
#include "htabsim/tlm/memory/timed_hpt_port.h"

namespace htabsim {

struct WalkerCounters {
  std::uint64_t walks = 0;
  std::uint64_t walk_cycles = 0;    ///< of all walkers together
  std::uint64_t merged = 0;         ///< requests answered by a walk in flight for the same page
  std::uint64_t walker_waits = 0;   ///< requests that found all walkers taken
  std::uint64_t waited_cycles = 0;  ///< until they had one
  std::uint64_t ptegs_from_l2 = 0;
  std::uint64_t ptegs_from_l3 = 0;
  std::uint64_t ptegs_from_other_l2 = 0;
  std::uint64_t ptegs_from_other_l3 = 0;
  std::uint64_t ptegs_from_memory = 0;
};
BOOST_DESCRIBE_STRUCT(WalkerCounters, (),
                      (walks, walk_cycles, merged, walker_waits, waited_cycles, ptegs_from_l2,
                       ptegs_from_l3, ptegs_from_other_l2, ptegs_from_other_l3, ptegs_from_memory))

/// What the walkers are at: of all requests, those in the cycle's queue, those that wait for a
/// walker and those that have one.
struct WalkersState {
  std::uint64_t asking = 0;
  std::uint64_t waiting = 0;
  std::uint64_t walking = 0;
};
BOOST_DESCRIBE_STRUCT(WalkersState, (), (asking, waiting, walking))

/// The table walkers of a core: each runs the architecture's table_walk() against memory in time,
/// PTEG fetches and R and C stores each as a transaction of its own.
///
/// Several requesters are ordered by cycle, then number; who finds no walker free waits in that
/// order, who asks for what is being looked up gets the same answer at the same time. A single
/// requester is served at once, ahead of simulated time where that is exact.
class Walkers : public sc_core::sc_module {
 public:
  using Socket = tlm_utils::simple_target_socket_tagged<Walkers, 64, WalkProtocol>;

  /// Each requester's walks are made under its own place among the initiators on memory, and begin
  /// as lookups of the cache that `invalidations` are for.
  Walkers(const sc_core::sc_module_name& name, const std::vector<Initiator>& requesters,
          InvalidationQueue& invalidations, HptMemory& memory, TlbieFabric& fabric,
          const Clock& clock, const MmuConfig& config, Stepping stepping);

  Socket& socket(std::size_t requester) { return sockets_[requester]; }

  /// Waits until every walk that began before `cycle` has ended: part of a tlbsync (facts H7).
  void wait_for_walks_before(Cycles cycle);

  [[nodiscard]] WalkerCounters counters() const;
  [[nodiscard]] WalkersState state() const;
  [[nodiscard]] EventHash events() const;

 private:
  struct Requester {
    Requester(const std::string& name, const Initiator& initiator, HptMemory& memory,
              TlbieFabric& fabric, const Clock& clock, Stepping stepping)
        : time(clock, stepping), port(name, initiator, memory, fabric, {}, time) {}

    LocalTime time;
    TimedHptPort port;
    WalkExtension* walk = nullptr;
    Cycles asked;
    bool walks = false;           // has a walker
    Requester* joined = nullptr;  // whose walk is its own too
    sc_core::sc_event answered;
    sc_core::sc_event ended;
    EventHash events;
  };

  void b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  void ask(int tag);
  void grant();
  /// Lets it join a walk or begin one; false if all walkers are taken.
  bool dispatch(Requester& requester, Cycles cycle);
  void search(Requester& requester);
  void release(Requester& requester);

  void begin(Requester& requester, Cycles began);

  InvalidationQueue& invalidations_;
  const Clock& clock_;
  Cycles overhead_;
  std::uint64_t walkers_;
  std::uint64_t taken_ = 0;
  std::deque<Requester> requesters_;
  sc_core::sc_vector<Socket> sockets_;
  std::vector<int> asking_;
  std::deque<Requester*> waiting_;
  sc_core::sc_event grant_event_;
  WalkerCounters counters_;
};

}  // namespace htabsim
