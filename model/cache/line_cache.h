// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <boost/serialization/access.hpp>

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
  /// Whether a line that is there is marked as written.
  [[nodiscard]] bool is_modified(LineNumber line) const;
  /// Brings in a line that is not there; returns the line that was evicted for it, if any.
  std::optional<LineNumber> insert(LineNumber line);
  void drop(LineNumber line);
  /// Marks a line that is there as written or not; returns what it was before.
  bool set_modified(LineNumber line, bool modified);

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    std::vector<std::uint64_t> words;
    for (const Way& way : lines_) words.push_back(way.line << 1 | way.modified);
    archive& words;
    for (std::size_t i = 0; i < words.size(); ++i) lines_[i] = {words[i] >> 1, words[i] & 1};
  }

  static constexpr std::uint64_t kEmpty = ~std::uint64_t{0} >> 1;  // no line has this number
  struct Way {
    std::uint64_t line : 63 = kEmpty;
    std::uint64_t modified : 1 = 0;
  };

  [[nodiscard]] std::span<Way> set_of(LineNumber line);
  [[nodiscard]] std::span<const Way> set_of(LineNumber line) const;
  /// Its way; the number of ways if it is not there.
  [[nodiscard]] static std::size_t find(std::span<const Way> set, LineNumber line);

  SetNumber set_;
  std::size_t ways_;
  std::vector<Way> lines_;  // by set; within one by their last use, empty ones last
};

}  // namespace htabsim
