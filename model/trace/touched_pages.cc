// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/touched_pages.h"

namespace htabsim {

TouchedPages::TouchedPages() {
  for (auto& pages : recent_) pages.fill(kNoPage);
}

void TouchedPages::add(const PageTouch& touch, std::vector<PageTouch>& first_touches) {
  const auto way = static_cast<std::size_t>(touch.way);
  recent_[way][touch.page % kRecentPages] = touch.page;
  std::uint8_t& ways = ways_[touch.page];
  const auto bit = static_cast<std::uint8_t>(1U << way);
  if ((ways & bit) != 0) return;
  ways = static_cast<std::uint8_t>(ways | bit);
  first_touches.push_back(touch);
}

}  // namespace htabsim
