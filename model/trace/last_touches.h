// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/trace/page_touch.h"

namespace htabsim {

/// Which 4K pages were touched last, in which ways. What has room for so many pages and keeps those
/// that were used last, as a TLB does, has these.
class LastTouches {
 public:
  /// Those before so many others are forgotten.
  static constexpr std::size_t kMost = 8192;

  /// Of the page of its first byte, then of that of its last one.
  void add(const PlainAccess& access) {
    const PlainAccessKind way = way_of(access.kind);
    add({first_page(access), way});
    if (last_page(access) != first_page(access)) add({last_page(access), way});
  }
  void add(const PageTouch& touch);
  [[nodiscard]] bool empty() const { return numbers_.empty(); }
  /// Each where it came last, the last one at the end; none is left.
  std::vector<PageTouch> take();

 private:
  static constexpr std::size_t kMostKept = 8 * kMost;

  [[nodiscard]] std::vector<PageTouch> sorted() const;
  void forget();

  boost::unordered_flat_map<std::uint64_t, std::uint64_t> numbers_;  // by touch
  std::uint64_t number_ = 0;                                         // of the last touch
};

/// What is told of accesses that are passed over.
struct PassedTouches {
  std::vector<PageTouch> first;  ///< of pages
  LastTouches last;
};

}  // namespace htabsim
