// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/class.hpp>

namespace htabsim {

/// How often agents met on the table, by kind of race.
struct RaceCounters {
  std::uint64_t stcx_failed = 0;            ///< the entry changed between ldarx and stcx.
  std::uint64_t lock_found_held = 0;        ///< software had to wait for an entry's lock
  std::uint64_t report_dropped = 0;         ///< a reader's second look, locked, saw another state
  std::uint64_t fault_overtaken = 0;        ///< a storage interrupt found its cause gone
  std::uint64_t page_held_back = 0;         ///< one needed a page that was being withdrawn
  std::uint64_t host_overtaken = 0;         ///< an entry was not what the host had seen there
  std::uint64_t walk_met_locked_entry = 0;  ///< a group was fetched amid an entry's update
  std::uint64_t walk_entry_changed = 0;     ///< between a walk's match and its R or C store
  std::uint64_t walk_between_stores = 0;    ///< of one update, the last of which unlocks
  std::uint64_t store_overtook_store = 0;   ///< which its processor had issued before it
  std::uint64_t look_before_issued_store = 0;  ///< software's; the store was still in its queue
  std::uint64_t tlbsync_behind_walk = 0;     ///< a tlbsync waited for a walk from before its tlbie
  std::uint64_t update_behind_reader = 0;    ///< of an entry that the pass under way has passed
  std::uint64_t update_ahead_of_reader = 0;  ///< of an entry that it has still to come to
  std::uint64_t update_at_reader = 0;        ///< of the entry that it is looking at
  std::uint64_t rc_set_behind_reader = 0;    ///< by a walk, likewise
  std::uint64_t rc_set_ahead_of_reader = 0;
  std::uint64_t same_cycle_requests = 0;  ///< cycles in which arbitration decided the order
};
BOOST_DESCRIBE_STRUCT(RaceCounters, (),
                      (stcx_failed, lock_found_held, report_dropped, fault_overtaken,
                       page_held_back, host_overtaken, walk_met_locked_entry, walk_entry_changed,
                       walk_between_stores, store_overtook_store, look_before_issued_store,
                       tlbsync_behind_walk, update_behind_reader, update_ahead_of_reader,
                       update_at_reader, rc_set_behind_reader, rc_set_ahead_of_reader,
                       same_cycle_requests))

/// Adds member by member.
RaceCounters& operator+=(RaceCounters& sum, const RaceCounters& other);

}  // namespace htabsim
