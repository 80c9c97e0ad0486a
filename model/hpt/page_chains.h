// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <boost/container/flat_set.hpp>

#include "htabsim/model/hpt/memory_slots.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// What the chains of the host's reverse map say, which entries map a page (facts D11), and its
/// list of pages in use. A table that is asked for them keeps them from then on.
class PageChains {
 public:
  /// Dword 0 of an entry, or its reverse-map word, is this now.
  void note(HpteIndex index, std::uint64_t dword0, std::uint64_t guest_r);

  /// The VALID entries that map a byte of the host's page at `page`, and locked ones, which may
  /// come to map one; by index.
  [[nodiscard]] std::vector<HpteIndex> entries_of(const MemorySlots& slots, GuestReal page) const;
  /// The first VALID entry from `hand` on, continuing at the start of the table. Nothing if there
  /// is none.
  [[nodiscard]] std::optional<HpteIndex> next_valid(HpteIndex hand) const;

 private:
  std::map<HpteIndex, GuestReal> valid_;               // with the pages they map
  std::set<std::pair<GuestReal, HpteIndex>> by_page_;  // the same the other way round
  boost::container::flat_set<HpteIndex> locked_;       // a few at a time
};

}  // namespace htabsim
