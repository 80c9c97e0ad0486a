// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/trace/page_numbers.h"
#include "htabsim/model/trace/traced_access.h"

namespace htabsim {

/// The use of pages of one size by the translated accesses of a trace, by effective address.
struct PageUse {
  std::uint64_t distinct = 0;
  std::uint64_t crossings = 0;  ///< accesses that touch two pages

  friend bool operator==(const PageUse&, const PageUse&) = default;
};

/// What the pages of one size hold of a trace whose pages they would be. A page that is dense has
/// at least half of its 4K pages touched: it serves well, where another would waste memory.
struct DensePages {
  std::uint64_t pages = 0;
  std::uint64_t pages_4k = 0;  ///< those touched in them
  std::uint64_t accesses = 0;  ///< those that begin in them

  friend bool operator==(const DensePages&, const DensePages&) = default;
};

/// Counts the accesses to 4K pages, of which it makes larger pages in the end.
class PageDensity {
 public:
  /// Every access, with the number of the page of its first byte and of its last.
  void add(const TracedAccess& access, std::uint32_t first, std::uint32_t last) {
    touch(first);
    ++accesses_[first];
    if (first == last) return;
    touch(last);
    cross(access);
  }

  /// `numbers`: those that the pages were added with.
  [[nodiscard]] PageUse use(PageSize size, const PageNumbers& numbers) const;
  [[nodiscard]] DensePages dense(PageSize size, const PageNumbers& numbers) const;

 private:
  void touch(std::uint32_t page) {
    if (page >= accesses_.size()) accesses_.resize(page + std::size_t{1});
  }
  void cross(const TracedAccess& access);

  std::vector<std::uint64_t> accesses_;  // by the page's number
  std::array<std::uint64_t, std::size(kAllPageSizes)> crossings_{};
};

}  // namespace htabsim
