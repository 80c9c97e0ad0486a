// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/last_touches.h"

#include <algorithm>
#include <utility>

namespace htabsim {

namespace {

constexpr unsigned kWayBits = 2;
constexpr std::uint64_t kWayMask = (1U << kWayBits) - 1;

constexpr std::uint64_t key_of(const PageTouch& touch) {
  return touch.page << kWayBits | static_cast<std::uint64_t>(touch.way);
}

constexpr PageTouch touch_of(std::uint64_t key) {
  return {key >> kWayBits, static_cast<PlainAccessKind>(key & kWayMask)};
}

}  // namespace

void LastTouches::add(const PageTouch& touch) {
  numbers_[key_of(touch)] = ++number_;
  if (numbers_.size() > kMostKept) forget();
}

std::vector<PageTouch> LastTouches::sorted() const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> later_first;
  later_first.reserve(numbers_.size());
  for (const auto& [key, number] : numbers_) later_first.emplace_back(number, key);
  const auto end =
      later_first.begin() + static_cast<std::ptrdiff_t>(std::min(kMost, later_first.size()));
  std::ranges::partial_sort(later_first, end, std::greater());
  std::vector<PageTouch> touches;
  touches.reserve(kMost);
  for (auto at = end; at != later_first.begin();) touches.push_back(touch_of((--at)->second));
  return touches;
}

void LastTouches::forget() {
  for (const PageTouch& touch : take()) add(touch);
}

std::vector<PageTouch> LastTouches::take() {
  std::vector<PageTouch> touches = sorted();
  numbers_.clear();
  return touches;
}

}  // namespace htabsim
