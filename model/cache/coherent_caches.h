// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <boost/describe/enum.hpp>
#include <boost/serialization/access.hpp>

#include "htabsim/model/cache/line_cache.h"
#include "htabsim/model/cache/line_directory.h"

namespace htabsim {

/// Where a line was found, nearest first, as the processors' performance counters tell it apart.
/// "Modified" is a line of another core's cache that only this core had, and had written.
enum class LineSource : std::uint8_t {
  l1,
  l2,
  l3,
  other_l2_shared,
  other_l2_modified,
  other_l3_shared,
  other_l3_modified,
  memory,
};
BOOST_DESCRIBE_ENUM(LineSource, l1, l2, l3, other_l2_shared, other_l2_modified, other_l3_shared,
                    other_l3_modified, memory)
inline constexpr std::size_t kLineSources = 8;

/// How many lines came from each source; indexed by it.
using LineSourceCounts = std::array<std::uint64_t, kLineSources>;

/// Sizes of one core's caches, of 128-byte lines (facts L).
struct CacheSizes {
  std::size_t l1_bytes = 0;
  std::size_t l1_ways = 0;
  std::size_t l2_bytes = 0;
  std::size_t l2_ways = 0;
  std::size_t l3_bytes = 0;
  std::size_t l3_ways = 0;
};

/// The caches of all cores over one memory: which lines they hold, and who may write them. Each
/// core has an L1 for its instructions' accesses, an L2 and an L3; a larger cache holds all that
/// the smaller ones hold. Before a core writes a line, all other cores drop it; the line is then
/// modified until another core reads it.
class CoherentCaches {
 public:
  CoherentCaches(std::size_t cores, const CacheSizes& sizes);

  /// Which side of a core asks. The hypervisor's instructions and a program's loads go through the
  /// L1; table walkers and a program's stores, which are written through, go to the L2.
  enum class By : std::uint8_t { kInstruction, kTableWalk, kStoreThrough };

  /// Brings a line to a core for reading; returns where it came from.
  LineSource read(std::size_t core, LineNumber line, By by);
  /// The same for writing: no other core holds the line afterwards.
  LineSource write(std::size_t core, LineNumber line, By by);
  /// Where a core would find a line that it is to have for itself: elsewhere if another core holds
  /// it, too.
  [[nodiscard]] LineSource source_for_owner(std::size_t core, LineNumber line) const;
  [[nodiscard]] bool is_in_l1(std::size_t core, LineNumber line) const {
    return cores_[core].l1.holds(line);
  }

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    for (Core& core : cores_) archive& core.l1& core.l2& core.l3;
    if (directory_) archive&* directory_;
  }

  struct Core {
    LineCache l1;
    LineCache l2;
    LineCache l3;
  };

  LineSource bring(std::size_t core, LineNumber line, By by);
  LineSource share_from_elsewhere(std::size_t core, LineNumber line);
  void fill(std::size_t core, LineNumber line, LineSource source, By by);
  void drop(std::size_t core, LineNumber line);
  /// Calls `visit(core)`, in order, for each core but `asks` that may hold the line, until it
  /// returns true.
  template <class Visit>
  void visit_others(LineNumber line, std::size_t asks, const Visit& visit) const {
    if (directory_) return directory_->visit_others(line, asks, visit);
    for (std::size_t core = 0; core < cores_.size(); ++core) {
      if (core != asks && visit(core)) return;
    }
  }

  std::vector<Core> cores_;
  std::optional<LineDirectory> directory_;  // of what L3s hold; few cores are asked one by one
};

}  // namespace htabsim
