// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "htabsim/model/explore/pending_operation.h"
#include "htabsim/model/hpt/digest.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/ordering/power_memory.h"

namespace htabsim {

/// A table's entries, their words in the reverse map and its record of pages on POWER's storage
/// (facts O8 to O11, O14a, O15). The image holds what is newest in each location's coherence order.
///
/// Where an operation can come out in several ways, 0 is the newest: the store that is read last,
/// the place behind all others.
class WeakMemory {
 public:
  /// `entries` are those that agents store to; nobody stores to others. `processors` are the agents
  /// that walk the table.
  WeakMemory(const HptImage& image, std::vector<HpteIndex> entries, unsigned agents,
             const std::vector<unsigned>& processors);

  /// In how many ways an agent's operation on the table can come out.
  [[nodiscard]] unsigned outcomes(unsigned agent, const PendingOperation& pending) const;

  /// A store that calls which begin may still miss.
  struct Change {
    Location location = 0;
    StoreName store;
  };
  struct Done {
    Observed observed;
    std::optional<Change> newest = {};  ///< the store that it has made, if that is now the newest
  };
  /// Does it, and changes the image if the newest store is another then.
  Done perform(unsigned agent, const PendingOperation& pending, unsigned outcome, HptImage& image);

  void barrier(unsigned agent, Barrier kind) { memory_.barrier(agent, kind); }
  void tlbsync(unsigned agent) { memory_.tlbsync(agent); }
  void await_call(unsigned agent) { memory_.await_call(agent); }
  void end_walk(unsigned agent) { memory_.await_walk(walkers_[agent]); }
  /// A tlbie that the agent's processor has done waits for what its walks have stored.
  void acknowledge(unsigned agent) { memory_.acknowledge(walkers_[agent]); }
  /// The agent waits until it sees dword 0 as it is now.
  void see_newest(unsigned agent, HpteIndex index);
  /// The agent and its processor's next walk wait until they see all as it is now.
  void see_newest(unsigned agent);
  void retire(unsigned agent);
  void publish(unsigned agent);
  /// A full barrier of all, to a table that may be another.
  void meet(const HptImage& image);
  void forget(const std::vector<unsigned>& live);

  [[nodiscard]] bool is_synchronised(const Change& change) const {
    return memory_.is_synchronised(change.location, change.store);
  }

  /// `renamed` has the number that each agent has instead of its own; empty: they keep theirs.
  void add_state(Digest& digest, std::span<const unsigned> renamed) const;

 private:
  enum class Word : std::uint8_t { kDword0, kDword1, kGuestR };
  static constexpr unsigned kWords = 3;

  [[nodiscard]] std::optional<Location> location(HpteIndex index, Word word) const;
  [[nodiscard]] static std::optional<Word> word_of(OperationKind kind);
  [[nodiscard]] unsigned actor(unsigned agent, const PendingOperation& pending) const;
  [[nodiscard]] static PowerMemory::Behind behind(OperationKind kind);
  /// The ways to see a whole PTEG, newest first: a store for each of its locations.
  using Line = std::vector<StoreName>;
  [[nodiscard]] std::vector<Line> lines(unsigned actor, HpteIndex first) const;
  [[nodiscard]] std::vector<Location> locations_of_pteg(HpteIndex first) const;
  Done fetch(unsigned actor, HpteIndex first, unsigned outcome, const HptImage& image);
  Done load(unsigned actor, Location at, OperationKind kind, unsigned outcome);
  Done store(unsigned actor, Location at, const PendingOperation& pending, unsigned outcome,
             HptImage& image);
  Done store_conditional(unsigned actor, Location at, const PendingOperation& pending,
                         unsigned outcome, HptImage& image);
  [[nodiscard]] bool can_succeed(unsigned actor, Location at) const;
  [[nodiscard]] bool can_fail(unsigned actor, Location at) const;
  Done put(unsigned actor, Location at, std::size_t place, std::uint64_t value,
           PowerMemory::Merge merge, HptImage& image);
  Done on_page(unsigned actor, const PendingOperation& pending, HptImage& image);
  [[nodiscard]] std::vector<std::uint64_t> values(const HptImage& image) const;

  std::vector<HpteIndex> entries_;
  std::vector<unsigned> walkers_;  // of each agent; itself, if it makes no walks
  PowerMemory memory_;
};

}  // namespace htabsim
