// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "htabsim/model/hpt/digest.h"
#include "htabsim/model/isa/tlbie.h"

namespace htabsim {

/// The tlbies that are under way to the processors, and who waits for them.
class Invalidations {
 public:
  /// Whether a tlbie waits for a lookup that it finds under way: one of POWER9's erratum does so
  /// only if it is the second of its page (facts H8).
  enum class Waits : std::uint8_t { kAlways, kSecondTime };

  explicit Invalidations(std::size_t processors) : processors_(processors) {}
  void set_waits(Waits waits) { waits_ = waits; }

  /// Whether a tlbsync waits for a tlbie: not before an eieio or a ptesync is between (facts O10).
  enum class Ordered : std::uint8_t { kNo, kYes };
  /// Agent `from` has made a tlbie that processor `to` has to do.
  void post(unsigned from, unsigned to, TlbieRb rb, Ordered ordered) {
    processors_[to].pending.push_back({from, rb, ordered});
  }
  /// The agent's tlbies are before its next tlbsync.
  void order(unsigned from);
  [[nodiscard]] bool has_pending(unsigned processor) const {
    return !processors_[processor].pending.empty();
  }
  [[nodiscard]] bool any_pending() const;
  /// The tlbie that arrives next.
  [[nodiscard]] TlbieRb next(unsigned processor) const {
    return processors_[processor].pending.front().rb;
  }
  /// It arrives.
  void deliver(unsigned processor);
  [[nodiscard]] bool is_looking_up(unsigned processor) const {
    return processors_[processor].looking_up;
  }
  [[nodiscard]] bool has_met_lookup(unsigned processor) const {
    return !processors_[processor].met_lookup.empty();
  }

  void begin_lookup(unsigned processor) { processors_[processor].looking_up = true; }
  void end_lookup(unsigned processor);
  /// Whether a tlbsync of this agent may complete: all its tlbies have reached every processor, and
  /// the lookups that they found under way have ended (facts H7).
  [[nodiscard]] bool complete(unsigned from) const;

  /// `renamed` has the number that each agent has instead of its own, `order` the processors in the
  /// order in which they count; empty: all as they are.
  void add_state(Digest& digest, std::span<const unsigned> renamed,
                 std::span<const unsigned> order) const;

 private:
  struct Posted {
    unsigned from = 0;
    TlbieRb rb;
    Ordered ordered = Ordered::kYes;
  };
  using Queue = boost::container::small_vector<Posted, 2>;
  struct Processor {
    Queue pending;
    bool looking_up = false;
    Queue met_lookup;  // arrived while the lookup was under way, and wait for it
    Queue passed;      // have arrived once, of two that must
  };
  static bool is_second(Processor& one, const Posted& arrived);

  Waits waits_ = Waits::kAlways;
  std::vector<Processor> processors_;
};

}  // namespace htabsim
