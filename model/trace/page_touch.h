// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// A page of 4K, and a way in which it is touched.
struct PageTouch {
  static constexpr unsigned kPageShift = 12;

  std::uint64_t page = 0;                        ///< its address >> kPageShift
  PlainAccessKind way = PlainAccessKind::kLoad;  ///< fetch, load or store

  friend bool operator==(const PageTouch&, const PageTouch&) = default;
};

/// In which way an access touches its pages: a modification stores.
constexpr PlainAccessKind way_of(PlainAccessKind kind) {
  return kind == PlainAccessKind::kModify ? PlainAccessKind::kStore : kind;
}

constexpr std::uint64_t first_page(const PlainAccess& access) {
  return access.ea.value() >> PageTouch::kPageShift;
}

/// Where the access ends: its first page, or the one behind it; page 0 is behind the last one.
constexpr std::uint64_t last_page(const PlainAccess& access) {
  return (access.ea.value() + access.size - 1) >> PageTouch::kPageShift;
}

constexpr bool touches(const PlainAccess& access, const PageTouch& touch) {
  return way_of(access.kind) == touch.way &&
         (first_page(access) == touch.page || last_page(access) == touch.page);
}

}  // namespace htabsim
