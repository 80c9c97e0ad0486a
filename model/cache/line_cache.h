// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "htabsim/model/cache/set_number.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Position of a 128-byte line in memory: its first byte's address / 128.
using LineNumber = Quantity<struct LineNumberTag>;

inline constexpr unsigned kLineBytes = 128;

/// Which lines a cache holds: set associative, replaced by least recent use.
class LineCache {
 public:
  /// `bytes` / (`ways` lines) sets; the remainder of an uneven division is not used.
  LineCache(std::size_t bytes, std::size_t ways);

  /// Whether the line is there. A line that is becomes the most recently used.
  bool touch(LineNumber line);
  [[nodiscard]] bool holds(LineNumber line) const;
  /// Brings in a line that is not there; returns the line that was evicted for it, if any.
  std::optional<LineNumber> insert(LineNumber line);
  void drop(LineNumber line);
  /// Marks a line that is there as written or not; returns what it was before.
  bool set_modified(LineNumber line, bool modified);

 private:
  [[nodiscard]] std::size_t find(LineNumber line) const;
  [[nodiscard]] std::size_t first_way(LineNumber line) const {
    return set_.of(line.value()) * ways_;
  }

  SetNumber set_;
  std::size_t ways_;
  // By way, those of a set beside each other:
  std::vector<LineNumber> lines_;
  std::vector<std::uint64_t> last_use_;  // 0: empty
  std::vector<bool> modified_;
  std::uint64_t uses_ = 0;
};

}  // namespace htabsim
