// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <tuple>

#include <boost/container/flat_set.hpp>

#include "htabsim/model/explore/broken_promise.h"
#include "htabsim/model/explore/partition_versions.h"
#include "htabsim/model/explore/weak_memory.h"
#include "htabsim/model/hpt/digest.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/htab/stream_promises.h"
#include "htabsim/model/mmu/table_walk.h"

namespace htabsim {

/// A table under exploration, what its guest's processors do to it, and the promises of its stream.
class ExploredTable {
 public:
  /// `ptegs`, a power of two, is a number of PTEGs far below what hardware can have. Entries must
  /// hash to PTEG 0 of the smallest real table (facts C9), so that a tlbie's operand names their
  /// pages.
  explicit ExploredTable(unsigned ptegs, HpteFormat format = HpteFormat::isa207);
  ExploredTable(const ExploredTable& other);
  ExploredTable& operator=(const ExploredTable& other);
  ~ExploredTable() = default;

  HptImage image;
  PartitionId partition = 0;
  PageSize page_size = PageSize::page_4k;  ///< of the pages that its entries map
  /// By one that holds others: no access or hcall of a processor begins, and no read, as the
  /// client's own lock keeps those from a replacement of the table (R56).
  bool held = false;
  unsigned at_work = 0;  ///< accesses, hcalls and reads that are under way
  /// Set by watch().
  std::optional<StreamPromises> promises;
  /// Unless all agents see the image's bytes.
  std::optional<WeakMemory> weak;

  /// From now on changes are held to the promises of the stream, and of the table.
  void watch();
  /// The same but for those of the stream, of the table as it is now.
  void watch_table();
  void changed(HpteIndex index, StreamPromises::Author author);
  /// By a store that is the newest now, but which some may miss.
  void changed(HpteIndex index, StreamPromises::Author author, const WeakMemory::Change& change);
  /// Agents have a full barrier together (facts O15).
  void meet();
  /// To be called when more of the stores may have become visible to all.
  void note_visible();
  /// To be called after each step, with the agents that may still act on the table.
  void settle(const std::vector<unsigned>& live);
  void switch_table(const HptImage& table);
  /// To be told of each R that a table walk has set for the page and of C of each store to it, and
  /// of what of that the hypervisor has taken into its record of the page. An access whose walk has
  /// found R set may leave none: H_CLEAR_REF orders its store with no tlbie (facts G4).
  void must_show(GuestReal page, std::uint64_t rc);
  void recorded(GuestReal page, std::uint64_t rc);
  /// The guest may not store to the page until the host makes it writable.
  void withhold_stores(GuestReal page) { withheld_.insert(page); }
  void allow_stores(GuestReal page) { withheld_.erase(page); }
  void stored(GuestReal page);
  /// To be told of what a table walk has found.
  void walked(const WalkResult& walk);
  /// To be told of an access that had to find a translation, and has found none.
  void missed(Ea ea);
  /// What walks have broken.
  [[nodiscard]] const std::optional<BrokenPromise>& broken() const { return broken_; }
  /// A page whose R is neither recorded nor in the guest's view, or whose C is neither recorded nor
  /// in a VALID entry.
  [[nodiscard]] std::optional<BrokenPromise> lost_rc() const;

  /// `renamed` has the number that each agent has instead of its own; empty: they keep theirs.
  void add_state(Digest& digest, std::span<const unsigned> renamed) const;

 private:
  struct Unseen {
    WeakMemory::Change change;
    std::uint64_t name = 0;  // for the promises
  };
  std::vector<Unseen> unseen_;
  /// A VALID entry that has been there, without lock, R and C.
  struct Whole {
    HpteIndex index;
    Hpte entry;
    friend bool operator<(const Whole& one, const Whole& other) {
      return std::tie(one.index, one.entry.v, one.entry.r) <
             std::tie(other.index, other.entry.v, other.entry.r);
    }
  };
  void note_whole(HpteIndex index);
  [[nodiscard]] GuestReal page_of(HpteIndex index) const;

  boost::container::flat_set<GuestReal> withheld_;
  std::map<GuestReal, std::uint64_t> due_;  // R and C that must be somewhere (lost_rc)
  boost::container::flat_set<Whole> whole_;
  std::optional<BrokenPromise> broken_;
};

}  // namespace htabsim
