// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <tlm_utils/simple_target_socket.h>

#include "htabsim/tlm/core/shared_tlb.h"
#include "htabsim/tlm/core/walk_protocol.h"
#include "htabsim/tlm/kit/cycle_queue.h"
#include "htabsim/tlm/kit/timeline.h"
#include "htabsim/tlm/memory/timed_hpt_port.h"

namespace htabsim {

struct WalkerCounters {
  std::uint64_t walks = 0;
  std::uint64_t walk_cycles = 0;    ///< of all walkers together
  std::uint64_t merged = 0;         ///< requests answered by a walk in flight for the same page
  std::uint64_t walker_waits = 0;   ///< requests that found all walkers taken
  std::uint64_t waited_cycles = 0;  ///< until they had one
};
BOOST_DESCRIBE_STRUCT(WalkerCounters, (), (walks, walk_cycles, merged, walker_waits, waited_cycles))

/// What the walkers are at: of all requests, those in the cycle's queue, those that wait for a
/// walker and those that have one.
struct WalkersState {
  std::uint64_t asking = 0;
  std::uint64_t waiting = 0;
  std::uint64_t walking = 0;
};
BOOST_DESCRIBE_STRUCT(WalkersState, (), (asking, waiting, walking))

/// Who asks for walks: the initiator of the walk's own requests to memory, and what people call the
/// walk.
struct WalkRequester {
  Initiator initiator;
  std::string title;
  GuestTable table;  ///< that of the guest which it is of
};

/// The table walkers of a core, for all guests whose threads are on it: each runs the
/// architecture's table_walk() against memory in time, PTEG fetches and R and C stores each as a
/// transaction of its own.
///
/// Requests are served by cycle, then by requester number. If all walkers are busy, requests queue
/// in that order. A request for a page that is already being walked joins that walk. A single
/// requester is served at once, ahead of simulated time where that is exact.
class Walkers final : public Part {
 public:
  using Socket = tlm_utils::simple_target_socket_tagged_optional<Walkers, 64, WalkProtocol>;

  /// One for each requester, which has one walk at a time.
  sc_core::sc_vector<Socket> requests;

  /// `tlb` is told when a walk begins.
  Walkers(const sc_core::sc_module_name& name, const Sim& sim, std::string title, SharedTlb& tlb,
          const std::vector<WalkRequester>& requesters);
  ~Walkers() override;

  /// Waits until every walk that began before `cycle` has ended: part of a tlbsync (facts H7).
  void wait_for_walks_before(Cycles cycle);

  [[nodiscard]] const WalkerCounters& counters() const { return counters_; }
  /// Of all PTEGs fetched.
  [[nodiscard]] LineSourceCounts pteg_sources() const;

  [[nodiscard]] std::string title() const override { return title_; }
  void report(Report& report) const override;
  [[nodiscard]] PartState state() const override;
  [[nodiscard]] std::optional<EventHash> events() const override;

 private:
  struct Requester {
    Requester(const std::string& name, const Sim& sim, const WalkRequester& who)
        : time(sim),
          lpid(who.table.lpid),
          port(name.c_str(), sim, who.title, who.initiator, who.table, {}, time) {}

    LocalTime time;
    Lpid lpid;
    TimedHptPort port;
    WalkExtension* walk = nullptr;
    Cycles asked;
    bool walks = false;           // has a walker
    Requester* joined = nullptr;  // whose walk is its own too
    sc_core::sc_event answered;
    sc_core::sc_event ended;
    unsigned awaited = 0;  // by so many who wait for its end
    EventHash events;
    std::size_t shown_as = 0;  // the walker that it has on the timeline
  };

  void b_transport(int tag, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  void ask(int tag);
  void serve(std::span<const int> requests, Cycles cycle);
  /// Lets it join a walk or begin one; false if all walkers are taken.
  bool dispatch(Requester& requester, Cycles cycle);
  void search(Requester& requester);
  void release(Requester& requester);
  void begin(Requester& requester, Cycles began);
  void show_begin(Requester& requester, Cycles began);
  void show_end(const Requester& requester);

  std::string title_;
  SharedTlb& tlb_;
  Cycles overhead_;
  std::uint64_t walkers_;
  std::uint64_t taken_ = 0;
  std::deque<Requester> requesters_;
  std::optional<CycleQueue<int>> queue_;  // of several requesters, by number
  std::deque<Requester*> waiting_;
  WalkerCounters counters_;

  /// A walker on the timeline.
  struct Shown {
    TimelineTrack track;
    bool walks = false;
  };
  std::vector<Shown> shown_;  // empty without a timeline
  TimelineCounter busy_;
  TimelineCounter waiting_requests_;
};

}  // namespace htabsim
