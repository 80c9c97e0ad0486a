// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/trace/page_touch.h"
#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// Which 4K pages have been touched in which ways.
class TouchedPages {
 public:
  TouchedPages();

  /// Appends each touch of the access that is the first of its page in its way: none, one or two,
  /// in the order of their addresses.
  void add(const PlainAccess& access, std::vector<PageTouch>& first_touches) {
    const PlainAccessKind way = way_of(access.kind);
    const std::uint64_t page = first_page(access);
    const std::uint64_t end = last_page(access);
    if (!is_recent({page, way})) add({page, way}, first_touches);
    if (end != page && !is_recent({end, way})) add({end, way}, first_touches);
  }

 private:
  static constexpr std::size_t kWays = 3;
  static constexpr std::size_t kRecentPages = 64;
  static constexpr std::uint64_t kNoPage = std::numeric_limits<std::uint64_t>::max();

  [[nodiscard]] bool is_recent(const PageTouch& touch) const {
    return recent_[static_cast<std::size_t>(touch.way)][touch.page % kRecentPages] == touch.page;
  }
  void add(const PageTouch& touch, std::vector<PageTouch>& first_touches);

  // Of each way a page for each remainder: nearly all accesses need no look at `ways_`.
  std::array<std::array<std::uint64_t, kRecentPages>, kWays> recent_;
  boost::unordered_flat_map<std::uint64_t, std::uint8_t> ways_;  // of a page, a bit for each
};

}  // namespace htabsim
