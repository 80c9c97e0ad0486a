// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/enum.hpp>

#include "htabsim/model/isa/quantity.h"
#include "htabsim/tlm/memory/initiator.h"

namespace htabsim {

/// What happened to an entry: a store to it, to its reverse-map word, to its R and C (by hardware,
/// but for H_CLEAR_REF's), or a report of it in the stream.
enum class EntryEventKind : std::uint8_t { none, entry, rc_byte, reverse_map, reported };
BOOST_DESCRIBE_ENUM(EntryEventKind, none, entry, rc_byte, reverse_map, reported)

struct EntryEvent {
  EntryEventKind kind = EntryEventKind::none;
  InitiatorId initiator{};
  Cycles cycle;
};

}  // namespace htabsim
