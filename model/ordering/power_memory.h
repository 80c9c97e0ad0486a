// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
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
using StoreView = boost::container::small_vector<StoreName, 4>;

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

  /// What an access depends on: the kind, and the store that the older load has read.
  struct Behind {
    Dependency kind = Dependency::kNone;
    StoreName read = {};
  };

  /// The stores that a load may read, oldest first.
  [[nodiscard]] std::vector<StoreName> readable(unsigned agent, Location location,
                                                const Behind& behind) const;
  void load(unsigned agent, Location location, const Behind& behind, StoreName read);

  /// Where a store may go in its location's order: the numbers of the places, of which 0 is that of
  /// the first value.
  [[nodiscard]] std::vector<std::size_t> places(unsigned agent, Location location,
                                                const Behind& behind) const;
  StoreName store(unsigned agent, Location location, const Behind& behind, std::size_t place);

  void barrier(unsigned agent, Barrier kind);

  /// The store at a place of the location's coherence order.
  [[nodiscard]] StoreName at(Location location, std::size_t place) const {
    return orders_[location][place];
  }
  /// Whether `older` is before `newer` in the coherence order of the location.
  [[nodiscard]] bool is_before(Location location, StoreName older, StoreName newer) const;

  void add_state(Digest& digest) const;

 private:
  struct Store {
    StoreName name;
    StoreView carried;  // what a barrier has put before it; whoever reads it must see that too
  };
  struct Processor {
    StoreView current;  // the oldest store that it may read, behind which its own go
    StoreView fence;    // what barriers have put before its later stores
    StoreView seen;     // what its loads have read, with what those stores carried
    StoreView own;      // its own stores
    std::uint8_t stores = 0;
  };
  using Order = boost::container::small_vector<StoreName, 4>;

  [[nodiscard]] std::size_t position(Location location, StoreName name) const;
  [[nodiscard]] StoreView joined(const StoreView& one, const StoreView& other) const;
  /// What whoever reads the store must see from then on.
  [[nodiscard]] StoreView view_of(StoreName name) const;
  [[nodiscard]] StoreView floor_of_load(unsigned agent, const Behind& behind) const;
  [[nodiscard]] StoreView carried_by_store(unsigned agent, const Behind& behind) const;
  /// Whether the orders would still have no cycle with a store put there.
  [[nodiscard]] bool fits(Location location, StoreName name, std::size_t place,
                          const StoreView& carried) const;

  StoreView first_;  // the first value of each location
  std::vector<Order> orders_;
  std::vector<Processor> processors_;
  std::vector<Store> stores_;
  StoreView synchronised_;  // what any sync has made visible to all later ones
};

}  // namespace htabsim
