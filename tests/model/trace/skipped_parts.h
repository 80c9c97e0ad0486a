// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include "htabsim/model/trace/trace_reader.h"
#include "tests/model/trace/first_touches.h"

namespace htabsim {

/// Among which accesses a touch that a skip tells is the first.
enum class FirstAmong : std::uint8_t { skipped, all };

/// The touches of accesses, each where it came last.
class TouchOrder {
 public:
  void add(const PageTouch& touch) {
    std::erase(order_, touch);
    order_.push_back(touch);
  }
  void add(const PlainAccess& access) {
    const auto way =
        access.kind == PlainAccessKind::kModify ? PlainAccessKind::kStore : access.kind;
    for (const std::uint64_t byte : {std::uint64_t{0}, std::uint64_t{access.size} - 1}) {
      add({(access.ea.value() + byte) / 4096, way});
    }
  }
  [[nodiscard]] bool ends_as(const TouchOrder& other) const {
    return std::ranges::equal(std::span(order_).last(std::min(order_.size(), other.order_.size())),
                              other.order_);
  }
  friend bool operator==(const TouchOrder&, const TouchOrder&) = default;

 private:
  std::vector<PageTouch> order_;
};

/// What a reader of `accesses` must give if so many of them are skipped, read, skipped and so on.
/// The first touches of those `before` are told with the first that are skipped.
inline void check_skipped_parts(TraceReader& reader, const std::vector<PlainAccess>& accesses,
                                const std::vector<std::uint64_t>& parts, FirstAmong among,
                                std::span<const PlainAccess> before = {}) {
  FirstTouches first;
  std::vector<PageTouch> untold = first.of(before);
  TouchOrder order;
  TouchOrder told;
  std::span<const PlainAccess> rest = accesses;
  for (bool skips = true; const std::uint64_t asked : parts) {
    const auto part = rest.first(std::min<std::size_t>(asked, rest.size()));
    rest = rest.subspan(part.size());
    if (skips) {
      PassedTouches touches;
      std::vector<PageTouch> expected = std::exchange(untold, {});
      for (const PageTouch& touch : first.of(part)) expected.push_back(touch);
      RC_ASSERT(reader.skip(asked, touches) == part.size());
      RC_ASSERT(touches.first == expected);
      for (const PageTouch& touch : touches.last.take()) told.add(touch);
    } else {
      for (PlainAccess access; const PlainAccess& expected : part) {
        RC_ASSERT(reader.next(access));
        RC_ASSERT(access == expected);
        told.add(access);
      }
      if (among == FirstAmong::all) first.of(part);
    }
    for (const PlainAccess& access : part) order.add(access);
    RC_ASSERT(told.ends_as(order));
    skips = !skips;
  }
}

/// Lengths of parts, some of none and few that reach over a trace.
inline rc::Gen<std::vector<std::uint64_t>> any_parts() {
  return rc::gen::container<std::vector<std::uint64_t>>(
      rc::gen::map(rc::gen::inRange(0, 12), [](int part) -> std::uint64_t {
        return part == 11 ? 1000 : static_cast<std::uint64_t>(part);
      }));
}

}  // namespace htabsim
