// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/race_table.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <string_view>
#include <utility>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/text_table.h"

namespace htabsim {

std::string_view race_text(std::string_view member) {
  using RaceText = std::pair<std::string_view, std::string_view>;
  constexpr RaceText kTexts[] = {
      {"stcx_failed", "stcx. failed: the entry had changed since ldarx"},
      {"lock_found_held", "an entry's lock was held by another"},
      {"report_dropped", "a reader looked again, locked, and dropped the entry"},
      {"fault_overtaken", "a storage interrupt found its cause gone"},
      {"page_held_back", "a storage interrupt needed a page that the host was withdrawing"},
      {"host_overtaken", "the host found an entry changed when it had its lock"},
      {"walk_met_locked_entry", "a walk fetched a PTEG amid an entry's update"},
      {"walk_entry_changed", "an entry changed between a walk's match and its R or C store"},
      {"walk_between_stores", "a walk fetched a PTEG between two stores of an entry's update"},
      {"store_overtook_store", "a store became visible before one that was issued sooner"},
      {"look_before_issued_store", "software looked where a store of another was under way"},
      {"tlbsync_behind_walk", "a tlbsync waited for a walk older than its tlbie"},
      {"update_behind_reader", "an entry was updated behind the read position"},
      {"update_ahead_of_reader", "an entry was updated ahead of the read position"},
      {"update_at_reader", "an entry was updated while the reader was at it"},
      {"rc_set_behind_reader", "a walk set R or C behind the read position"},
      {"rc_set_ahead_of_reader", "a walk set R or C ahead of the read position"},
      {"same_cycle_requests", "requests to memory fell on one cycle"},
  };
  const auto* found = std::ranges::find(kTexts, member, &RaceText::first);
  assert(found != std::end(kTexts) && "each kind of race has a text");
  return found->second;
}

std::string race_table(const RaceCounters& races) {
  TextTable table({{"races met"}, {"count", Align::kRight}});
  for_each_member(races, [&](std::string_view member, std::uint64_t count) {
    table.add_row({std::string(race_text(member)), grouped(count)});
  });
  return table.text();
}

}  // namespace htabsim
