// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// What an agent under exploration does next: an operation of HptPort, or a point at which
/// something outside the table begins.
enum class OperationKind : std::uint8_t {
  fetch_pteg,
  walk_dword0,  ///< of a table walk that reads doublewords
  walk_dword1,
  load_dword0,
  load_dword1,
  store_dword0,
  store_dword1,
  store_conditional,
  store_rc_byte,
  load_guest_r,
  store_guest_r,
  load_page_rc,
  merge_page_rc,
  clear_page_rc,
  barrier,
  work,
  spin,     ///< waits for a held lock
  tlbie,    ///< posts an invalidation to every processor
  tlbsync,  ///< waits until all have done it, and lookups from before have ended
  deliver,  ///< an invalidation reaches a processor
  access,   ///< an instruction of a processor that loads or stores
  read,     ///< a read() of the stream begins
  await,    ///< waits for another agent, with a full barrier of both (facts O15)
  after,    ///< comes after another agent in time, and has heard nothing from it
  hcall,    ///< a call of a processor begins
  hold,     ///< waits until the other processors stand still, and no read is under way
  release,  ///< lets them go on
  switch_table,
  start,  ///< the preparation is over
  rest,   ///< waits until all other agents have ended
};
BOOST_DESCRIBE_ENUM(OperationKind, fetch_pteg, walk_dword0, walk_dword1, load_dword0, load_dword1,
                    store_dword0, store_dword1, store_conditional, store_rc_byte, load_guest_r,
                    store_guest_r, load_page_rc, merge_page_rc, clear_page_rc, barrier, work, spin,
                    tlbie, tlbsync, deliver, access, read, await, after, hcall, hold, release,
                    switch_table, start, rest)

struct Operation {
  OperationKind kind = OperationKind::work;
  HpteIndex index;          ///< the entry, where there is one; of a PTEG, the first
  std::uint64_t value = 0;  ///< what was stored or, once it is done, loaded; a Barrier of barrier

  friend bool operator==(const Operation&, const Operation&) = default;
};

/// Whether the operation changes nothing in the table.
constexpr bool is_load(OperationKind kind) {
  return kind <= OperationKind::load_dword1 || kind == OperationKind::load_guest_r;
}

/// Whether the operation is on the bytes of an entry, of a PTEG or of the reverse map.
constexpr bool on_entries(OperationKind kind) { return kind <= OperationKind::store_guest_r; }

/// The same, or on the host's record of a page.
constexpr bool on_table(OperationKind kind) { return kind <= OperationKind::clear_page_rc; }

}  // namespace htabsim
