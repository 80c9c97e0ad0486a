// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "htabsim/model/trace/page_touch.h"

namespace htabsim {

inline void PrintTo(const PageTouch& touch, std::ostream* out) {
  *out << name(touch.way) << " of page " << touch.page;
}

/// The first touches of a trace's accesses, computed as docs/trace-format.md defines them.
class FirstTouches {
 public:
  /// Those of the accesses that follow the ones asked for before.
  std::vector<PageTouch> of(std::span<const PlainAccess> accesses) {
    std::vector<PageTouch> touches;
    for (const PlainAccess& access : accesses) {
      const auto way =
          access.kind == PlainAccessKind::kModify ? PlainAccessKind::kStore : access.kind;
      for (const std::uint64_t byte : {std::uint64_t{0}, std::uint64_t{access.size} - 1}) {
        const std::uint64_t page = (access.ea.value() + byte) / 4096;
        if (met_.insert({page, way}).second) touches.push_back({page, way});
      }
    }
    return touches;
  }

 private:
  std::set<std::pair<std::uint64_t, PlainAccessKind>> met_;
};

}  // namespace htabsim
