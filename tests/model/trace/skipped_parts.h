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

/// What a reader of `accesses` must give if so many of them are skipped, read, skipped and so on.
/// The touches of those `before` are told with the first that are skipped.
inline void check_skipped_parts(TraceReader& reader, const std::vector<PlainAccess>& accesses,
                                const std::vector<std::uint64_t>& parts, FirstAmong among,
                                std::span<const PlainAccess> before = {}) {
  FirstTouches first;
  std::vector<PageTouch> untold = first.of(before);
  std::span<const PlainAccess> rest = accesses;
  for (bool skips = true; const std::uint64_t asked : parts) {
    const auto part = rest.first(std::min<std::size_t>(asked, rest.size()));
    rest = rest.subspan(part.size());
    if (skips) {
      std::vector<PageTouch> touches;
      std::vector<PageTouch> expected = std::exchange(untold, {});
      for (const PageTouch& touch : first.of(part)) expected.push_back(touch);
      RC_ASSERT(reader.skip(asked, touches) == part.size());
      RC_ASSERT(touches == expected);
    } else {
      for (PlainAccess access; const PlainAccess& expected : part) {
        RC_ASSERT(reader.next(access));
        RC_ASSERT(access == expected);
      }
      if (among == FirstAmong::all) first.of(part);
    }
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
