// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include <boost/serialization/access.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/base/serialize.h"
#include "htabsim/model/cache/line_cache.h"

namespace htabsim {

/// Which cores may hold a line, so that not each has to be asked. With more cores than bits it
/// knows groups of neighbours.
class LineDirectory {
 public:
  explicit LineDirectory(std::size_t cores) : cores_(cores), group_((cores + kBits - 1) / kBits) {}

  void add(LineNumber line, std::size_t core) { holders_[line.value()] |= bit(core); }
  /// The core does not hold the line any more. Others of its group may, so that stays a hint unless
  /// a group is one core.
  void remove(LineNumber line, std::size_t core) {
    if (group_ != 1) return;
    const auto found = holders_.find(line.value());
    if (found == holders_.end()) return;
    found->second &= ~bit(core);
    if (found->second == 0) holders_.erase(found);
  }
  /// Calls `visit(core)`, in order, for each core but `asks` that may hold the line, until it
  /// returns true.
  template <class Visit>
  void visit_others(LineNumber line, std::size_t asks, const Visit& visit) const {
    const auto found = holders_.find(line.value());
    if (found == holders_.end()) return;
    for (std::uint64_t left = found->second; left != 0; left &= left - 1) {
      const std::size_t first = static_cast<std::size_t>(std::countr_zero(left)) * group_;
      for (std::size_t core = first; core < first + group_ && core < cores_; ++core) {
        if (core != asks && visit(core)) return;
      }
    }
  }

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    serialize_sorted(archive, holders_);
  }

  static constexpr std::size_t kBits = 64;

  [[nodiscard]] std::uint64_t bit(std::size_t core) const {
    return std::uint64_t{1} << (core / group_);
  }

  std::size_t cores_;
  std::size_t group_;  // so many cores share a bit
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> holders_;
};

}  // namespace htabsim
