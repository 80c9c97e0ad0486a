// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "htabsim/model/mmu/erat.h"

namespace htabsim::mmu_test {

/// An Erat that looks through all of its entries each time: what Erat must do, the hint included.
class ScannedErat {
 public:
  explicit ScannedErat(std::size_t entries) : entries_(entries), last_use_(entries) {}

  const EratEntry* lookup(Ea ea) {
    std::size_t& hint = hint_[(ea.value() >> 12) % hint_.size()];
    std::size_t way = hint;
    if (!covers(way, ea)) {
      for (way = 0; way < entries_.size() && !covers(way, ea);) ++way;
    }
    if (way == entries_.size()) return nullptr;
    hint = way;
    last_use_[way] = ++uses_;
    return &entries_[way];
  }
  void insert(const EratEntry& entry) {
    const auto is_free = [](const EratEntry& one) { return one.shift == 0; };
    const auto free = std::ranges::find_if(entries_, is_free);
    const auto way = static_cast<std::size_t>(
        free != entries_.end() ? free - entries_.begin()
                               : std::ranges::min_element(last_use_) - last_use_.begin());
    entries_[way] = entry;
    last_use_[way] = ++uses_;
    hint_[(entry.page.value() >> 12) % hint_.size()] = way;
  }
  template <class Condition>
  void discard_if(const Condition& condition) {
    for (EratEntry& entry : entries_) {
      if (entry.shift != 0 && condition(entry)) entry.shift = 0;
    }
  }
  void drop(Ea ea) {
    discard_if([ea](const EratEntry& entry) { return entry.covers(ea); });
  }

 private:
  [[nodiscard]] bool covers(std::size_t way, Ea ea) const {
    return entries_[way].shift != 0 && entries_[way].covers(ea);
  }

  std::vector<EratEntry> entries_;
  std::vector<std::uint64_t> last_use_;
  std::uint64_t uses_ = 0;
  std::array<std::size_t, 256> hint_{};
};

}  // namespace htabsim::mmu_test
