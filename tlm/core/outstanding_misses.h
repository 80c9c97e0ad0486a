// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include <boost/describe/class.hpp>
#include <tlm_utils/simple_initiator_socket.h>

#include "htabsim/model/isa/access.h"
#include "htabsim/tlm/core/walk_protocol.h"
#include "htabsim/tlm/kit/part.h"

namespace htabsim {

/// A processor that has table walks going on beside it.
class MissListener {
 public:
  virtual ~MissListener() = default;
  /// The result of one is there at `arrival`, in the future.
  virtual void miss_ended(Cycles arrival) = 0;
};

struct MissCounters {
  std::uint64_t begun = 0;
  std::uint64_t repeated = 0;  ///< the walk refused the access, which was done again in its turn
  std::uint64_t full = 0;      ///< accesses that waited for another's walk to end
};
BOOST_DESCRIBE_STRUCT(MissCounters, (), (begun, repeated, full))

/// The accesses of one processor whose table walks go on while it does others: each has a place of
/// its own among the requesters of its core's walkers. A result is there one cycle after the walk
/// has ended.
class OutstandingMisses final : public Part {
 public:
  enum class State : std::uint8_t { kFree, kWalks, kEnded, kRefused };
  struct Miss {
    State state = State::kFree;
    std::uint64_t number = 0;  ///< in the order of their beginning
    Access access;
    WalkExtension walk;
    Cycles asked;
    Cycles arrival;
  };
  using Socket = tlm_utils::simple_initiator_socket<OutstandingMisses, 64, WalkProtocol>;

  /// One for each of them, to be bound to one of Walkers::requests.
  sc_core::sc_vector<Socket> walks;

  /// Up to `count` of them at a time.
  OutstandingMisses(const sc_core::sc_module_name& name, const Sim& sim, std::size_t count,
                    MissListener& listener);
  ~OutstandingMisses() override;

  [[nodiscard]] std::size_t size() const { return slots_.size(); }
  [[nodiscard]] std::size_t taken() const { return taken_; }
  [[nodiscard]] bool any() const { return taken_ != 0; }
  [[nodiscard]] bool any(State state) const;
  [[nodiscard]] bool full() const { return taken_ == slots_.size(); }

  /// Begins a walk at `at`, which may be in the future; gives its slot. Not if full.
  std::size_t begin(const Access& access, const WalkRequest& request, Cycles at);
  /// The slot whose result arrived first, by `now`; size() if there is none.
  [[nodiscard]] std::size_t first_arrived(Cycles now) const;
  /// The oldest that was refused; size() if there is none.
  [[nodiscard]] std::size_t first_refused() const;
  Miss& operator[](std::size_t slot) { return slots_[slot].miss; }
  /// The result refuses the access: it keeps its slot until it is done again.
  void refuse(std::size_t slot) { slots_[slot].miss.state = State::kRefused; }
  void free(std::size_t slot);
  /// When the next result arrives of those whose walks have ended; the end of time if there is
  /// none.
  [[nodiscard]] Cycles next_arrival() const;
  /// Notified whenever a walk has ended.
  [[nodiscard]] const sc_core::sc_event& ended() const { return ended_; }

  [[nodiscard]] std::string title() const override { return "outstanding misses"; }
  void report(Report& report) const override { report.counters("", counters); }

  MissCounters counters;

 private:
  /// The walks of one place: a thread does them one after the other.
  struct Slot {
    Miss miss;
    sc_core::sc_event begun;
  };

  void do_walks(std::size_t slot);

  MissListener& listener_;
  std::deque<Slot> slots_;
  std::size_t taken_ = 0;
  sc_core::sc_event ended_;
};

}  // namespace htabsim
