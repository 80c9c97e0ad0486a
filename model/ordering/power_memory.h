// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "htabsim/model/hpt/digest.h"
#include "htabsim/model/isa/barrier.h"

namespace htabsim {

/// A doubleword of an abstract memory; what is stored to it is one location for coherence (facts
/// O9).
using Location = std::uint8_t;

/// Names a store for good: who made it, and how many of its own were before. The value that a
/// location has in the beginning is nobody's store.
struct StoreName {
  std::uint8_t agent = kNobody;
  std::uint8_t number = 0;

  static constexpr std::uint8_t kNobody = 0xff;

  /// Stands for the name in a fingerprint.
  [[nodiscard]] constexpr std::uint64_t word() const { return std::uint64_t{agent} << 8 | number; }

  friend auto operator<=>(const StoreName&, const StoreName&) = default;
};

/// For each location a store: whoever has this view reads it or a newer one.
using StoreView = boost::container::small_vector<StoreName, 16>;

/// What an access must wait for besides barriers.
enum class Dependency : std::uint8_t {
  kNone,
  kAddress,       ///< its address comes from an older load
  kData,          ///< what it stores does
  kControl,       ///< it is behind a branch that does
  kControlIsync,  ///< and behind an isync that follows the branch (facts O7)
};

/// POWER's storage as it may look to several processors, as a value: an operational model between
/// what hardware has shown and what the architecture allows (facts O1 to O9).
///
/// Memory is, per location, a list of stores in coherence order. A processor reads any store that
/// is not older than its view says, so loads pass loads and stores; it puts a store anywhere behind
/// that, so stores pass stores, as long as the coherence orders and the order that barriers demand
/// have no cycle. Loads do not pass on to later stores: load buffering was never seen (facts O2).
/// Which of these happens is the caller's choice.
class PowerMemory {
 public:
  PowerMemory(unsigned locations, unsigned agents);
  /// The same, with what each location holds in the beginning.
  PowerMemory(const std::vector<std::uint64_t>& values, unsigned agents);

  /// What an access depends on: the kind, and the store that the older load has read; nothing for
  /// all that the processor has loaded.
  struct Behind {
    Dependency kind = Dependency::kNone;
    std::optional<StoreName> read = {};
  };

  [[nodiscard]] std::size_t agents() const { return processors_.size(); }

  /// The stores that a load may read, oldest first.
  [[nodiscard]] std::vector<StoreName> readable(unsigned agent, Location location,
                                                const Behind& behind) const;
  void load(unsigned agent, Location location, const Behind& behind, StoreName read);

  /// Whether a store takes what is before it in its location's order into account, so that nothing
  /// may come between: a stdcx., or a byte that merges into a doubleword (facts O8, O9).
  enum class Merge : std::uint8_t { kNo, kYes };

  /// Where a store may go in its location's order: the numbers of the places, of which 0 is that of
  /// the first value.
  [[nodiscard]] std::vector<std::size_t> places(unsigned agent, Location location,
                                                const Behind& behind) const;
  StoreName store(unsigned agent, Location location, const Behind& behind, std::size_t place,
                  std::uint64_t value = 0, Merge merge = Merge::kNo);

  void barrier(unsigned agent, Barrier kind);
  /// The processor's next access belongs to a call that has not begun. When it is made, it cannot
  /// have been done before the call: it sees what completed syncs have made visible by then (facts
  /// O14a).
  void await_call(unsigned agent) { processors_[agent].between_calls = true; }
  /// The same for a table walker, whose walks are in no order to each other (facts O10): what its
  /// loads have seen binds it no more.
  void await_walk(unsigned agent);
  /// The processor's stores are performed before a tlbsync that waits for it completes, and so
  /// before the ptesync that waits for the tlbsync does (facts O10).
  void acknowledge(unsigned agent);
  void tlbsync(unsigned agent);
  /// A short section under a lock that is no location here: what those before have seen and stored
  /// is seen, and what this one has comes with it.
  void locked_section(unsigned agent, std::uint64_t lock);
  /// The processor waits until it sees the location, or all, as it is now.
  void see_newest(unsigned agent, Location location);
  void see_newest(unsigned agent);
  /// The processor makes no access any more.
  void retire(unsigned agent);
  /// All that the processor has seen and stored is visible to calls that begin from now on.
  void publish(unsigned agent);
  /// A full barrier of all (facts O15), after which the locations hold these values.
  void meet(const std::vector<std::uint64_t>& values);
  /// Forgets stores that nobody will read or can put one before, so that equal memories are found
  /// equal. `live` are the processors that may still make accesses.
  void forget(const std::vector<unsigned>& live);

  /// The store at a place of the location's coherence order.
  [[nodiscard]] StoreName at(Location location, std::size_t place) const {
    return orders_[location][place];
  }
  /// Whether `older` is before `newer` in the coherence order of the location.
  [[nodiscard]] bool is_before(Location location, StoreName older, StoreName newer) const;
  [[nodiscard]] StoreName newest(Location location) const { return orders_[location].back(); }
  /// Where the store is in the coherence order.
  [[nodiscard]] std::size_t position(Location location, StoreName name) const;
  /// What the location holds after the store.
  [[nodiscard]] std::uint64_t value(Location location, StoreName name) const;
  /// What the processor has read or stored there last.
  [[nodiscard]] StoreName current(unsigned agent, Location location) const {
    return processors_[agent].current[location];
  }
  /// Whether every call that begins now sees the store; one that is forgotten all have seen.
  [[nodiscard]] bool is_synchronised(Location location, StoreName name) const {
    return position(location, name) == orders_[location].size() ||
           !is_before(location, synchronised_[location], name);
  }
  /// Whether the locations can hold these stores at one instant: neither they nor what was before
  /// them had to be behind a store that is not there yet.
  [[nodiscard]] bool is_cut(const std::vector<Location>& locations,
                            const std::vector<StoreName>& stores) const;

  /// Adds all that is still to come depends on. `renamed` has the number that each processor has
  /// instead of its own; empty: they keep theirs.
  void add_state(Digest& digest, std::span<const unsigned> renamed = {}) const;

 private:
  struct Store {
    StoreName name;
    StoreView carried;  // what a barrier has put before it; whoever reads it must see that too
    std::uint64_t value = 0;
    Merge merge = Merge::kNo;
  };
  struct Processor {
    StoreView current;  // the oldest store that it may read, behind which its own go
    StoreView fence;    // what barriers have put before its later stores
    StoreView seen;     // what its loads have read, with what those stores carried
    StoreView tested;   // what those stores carried
    StoreView own;      // its own stores
    StoreView waited;   // for its next sync: stores that its tlbsync has waited for
    std::uint8_t stores = 0;
    bool between_calls = false;
  };
  static constexpr std::array kViews{&Processor::current, &Processor::fence, &Processor::seen,
                                     &Processor::tested,  &Processor::own,   &Processor::waited};
  struct Lock {
    std::uint64_t name = 0;
    StoreView passed;  // what its holders have seen and stored
  };
  using Order = boost::container::small_vector<StoreName, 8>;

  [[nodiscard]] StoreView joined(const StoreView& one, const StoreView& other) const;
  [[nodiscard]] const Store* find(StoreName name) const;
  /// What whoever reads the store must see from then on.
  [[nodiscard]] const StoreView& view_of(StoreName name) const;
  [[nodiscard]] const StoreView& view_of(unsigned agent, const Behind& behind) const;
  [[nodiscard]] StoreView floor_of_access(unsigned agent) const;
  [[nodiscard]] StoreView floor_of_load(unsigned agent, const Behind& behind) const;
  [[nodiscard]] StoreView carried_by_store(unsigned agent, const Behind& behind) const;
  [[nodiscard]] bool merges(StoreName name) const;
  /// To be called before each access.
  Processor& begin_access(unsigned agent);
  [[nodiscard]] StoreView seen_by_all(const std::vector<unsigned>& live);
  /// Leaves stores out that are behind one which is left out. Returns whether there were any.
  bool shorten(StoreView& last) const;
  [[nodiscard]] bool is_within(const StoreView& view, const StoreView& bound) const;
  void forget(Location location, std::size_t last);
  template <class Use>
  void for_each_view(const Use& use);
  /// Whether the orders would still have no cycle with a store put there.
  [[nodiscard]] bool fits(Location location, StoreName name, std::size_t place,
                          const StoreView& carried) const;

  StoreView first_;  // the first value of each location
  std::vector<std::uint64_t> first_values_;
  std::vector<Order> orders_;
  std::vector<Processor> processors_;
  std::vector<Store> stores_;
  std::vector<Lock> locks_;  // by name
  StoreView synchronised_;   // what any sync has made visible to all later ones
  StoreView acknowledged_;   // stores that a tlbsync that completes now has waited for
};

}  // namespace htabsim
