// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/page_density.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

namespace htabsim {

void PageDensity::cross(const TracedAccess& access) {
  const std::uint64_t different = access.ea.value() ^ access.last().value();
  for (const PageSize size : kAllPageSizes) {
    crossings_[static_cast<unsigned>(size)] += different >> shift(size) != 0;
  }
}

PageUse PageDensity::use(PageSize size, const PageNumbers& numbers) const {
  const unsigned in_page = shift(size) - shift(PageSize::page_4k);
  boost::unordered_flat_set<std::uint64_t> distinct;
  for (const std::uint64_t page : numbers.pages()) distinct.insert(page >> in_page);
  return {distinct.size(), crossings_[static_cast<unsigned>(size)]};
}

DensePages PageDensity::dense(PageSize size, const PageNumbers& numbers) const {
  const unsigned in_page = shift(size) - shift(PageSize::page_4k);
  struct Held {
    std::uint64_t pages_4k = 0;
    std::uint64_t accesses = 0;
  };
  boost::unordered_flat_map<std::uint64_t, Held> large;
  for (std::size_t number = 0; number < accesses_.size(); ++number) {
    Held& held = large[numbers.pages()[number] >> in_page];
    ++held.pages_4k;
    held.accesses += accesses_[number];
  }
  DensePages dense;
  for (const auto& [page, held] : large) {
    if (2 * held.pages_4k < std::uint64_t{1} << in_page) continue;
    ++dense.pages;
    dense.pages_4k += held.pages_4k;
    dense.accesses += held.accesses;
  }
  return dense;
}

}  // namespace htabsim
