// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "htabsim/model/ordering/store_queue.h"
#include "htabsim/tlm/kit/config.h"
#include "htabsim/tlm/memory/hpt_protocol.h"

namespace htabsim {

/// The store queues of all that store into the tables of a host. An initiator has one of its own,
/// as a hardware thread does; walks of the same processor have none, and see nothing of it.
class StoreQueues {
 public:
  explicit StoreQueues(const MemoryConfig& memory)
      : entries_(memory.store_queue_entries), drain_(memory.store_drain) {}

  struct Owner {
    Initiator initiator;
    Lpid lpid{};  ///< whose table its stores go to
    StoreQueue queue;
  };
  /// The initiator's, which is new if it has not stored yet.
  Owner& of(const Initiator& initiator, Lpid lpid);
  [[nodiscard]] Owner& of(InitiatorId initiator) { return owners_.at(initiator); }

  [[nodiscard]] bool empty() const;
  [[nodiscard]] bool empty(InitiatorId initiator) const;
  /// Whether what the initiator asks for has to wait until some of its stores are visible.
  [[nodiscard]] bool hold_back(const tlm::tlm_generic_payload& payload,
                               const HptExtension& extension) const;
  /// Whether a load gets all from the initiator's own stores.
  [[nodiscard]] bool supply(InitiatorId initiator, std::uint64_t dword) const;
  /// The doubleword as the initiator sees it, where memory has `value`.
  [[nodiscard]] std::uint64_t seen_by(InitiatorId initiator, std::uint64_t dword,
                                      std::uint64_t value) const;
  /// Whether another initiator has issued a store to the doubleword.
  [[nodiscard]] bool others_change(const HptExtension& by, std::uint64_t dword) const;
  /// To be told of the entry's dword 0 when a store to the entry has taken effect.
  void note_visible(Lpid lpid, HpteIndex index, std::uint64_t dword0);
  /// Whether a store to an entry of the group is visible that is not the last one of its update,
  /// which unlocks the entry.
  [[nodiscard]] bool are_amid_update(Lpid lpid, PtegIndex pteg) const;

 private:
  std::size_t entries_;
  StoreDrain drain_;
  std::map<InitiatorId, Owner> owners_;
  std::set<std::pair<Lpid, HpteIndex>> amid_update_;
};

}  // namespace htabsim
