// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Numbers the 4K pages of a trace from 0, in the order in which it comes upon them, so that what
/// counts by pages looks an address up once and has arrays from there on.
class PageNumbers {
 public:
  std::uint32_t number(Ea ea) {
    const std::uint64_t page = ea.value() >> shift(PageSize::page_4k);
    const auto next = static_cast<std::uint32_t>(pages_.size());
    const auto [known, is_new] = numbers_.try_emplace(page, next);
    if (is_new) pages_.push_back(page);
    return known->second;
  }

  [[nodiscard]] std::size_t size() const { return pages_.size(); }
  /// The pages by number: their addresses without the bits within the page.
  [[nodiscard]] const std::vector<std::uint64_t>& pages() const { return pages_; }

 private:
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> numbers_;
  std::vector<std::uint64_t> pages_;
};

}  // namespace htabsim
