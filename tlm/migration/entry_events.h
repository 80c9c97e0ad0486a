// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <boost/describe/enum.hpp>

#include "htabsim/model/hpt/sparse_array.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/tlm/memory/hpt_protocol.h"

namespace htabsim {

/// What happened to an entry: a store to it, to its R and C by hardware, to its reverse-map word,
/// or a report of it in the stream.
enum class EntryEventKind : std::uint8_t { none, entry, rc_byte, reverse_map, reported };
BOOST_DESCRIBE_ENUM(EntryEventKind, none, entry, rc_byte, reverse_map, reported)

struct EntryEvent {
  EntryEventKind kind = EntryEventKind::none;
  InitiatorId initiator{};
  Cycles cycle;
};

/// The last few events of each entry, for whoever asks how it came to what it is.
class EntryEvents {
 public:
  void add(HpteIndex index, const EntryEvent& event);
  /// In their order.
  [[nodiscard]] std::vector<EntryEvent> of(HpteIndex index) const;

 private:
  using Last = std::array<EntryEvent, 4>;  // the latest at the end

  SparseArray<Last> last_;
};

}  // namespace htabsim
