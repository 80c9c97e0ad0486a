// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <boost/serialization/access.hpp>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// One entry as slbmte wrote it. An invalid entry keeps its stale fields; only V=0 may be relied on
/// (facts B7).
struct SlbEntry {
  std::uint64_t esid_word = 0;  ///< ESID and V; the index field is 0
  std::uint64_t vsid_word = 0;  ///< RS of the slbmte

  [[nodiscard]] bool valid() const;
  /// Whether a valid entry with these fields would translate `ea`; V is not looked at (facts B4).
  [[nodiscard]] bool covers(Ea ea) const;

  friend bool operator==(const SlbEntry&, const SlbEntry&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& esid_word& vsid_word;
  }
};

/// The segment lookaside buffer of one thread: 32 entries, managed by software (facts B1 to B9).
class Slb {
 public:
  static constexpr unsigned kEntries = 32;

  /// Outcome of a lookup: a segment, no match (segment interrupt), or more than one match
  /// (machine check, facts B5).
  enum class Match : std::uint8_t { kHit, kMiss, kMultihit };
  struct Lookup {
    Match match = Match::kMiss;
    unsigned slot = 0;
    Segment segment;
  };

  [[nodiscard]] Lookup lookup(Ea ea) const {
    if ((ea.value() & kSameResult) == looked_up_.segment && looked_up_.is_known) [[likely]]
      return looked_up_.found;
    return search(ea);
  }

  /// Writes RS to the slot that RB names; returns the entry it replaces.
  SlbEntry slbmte(std::uint64_t rs, std::uint64_t rb);
  [[nodiscard]] std::uint64_t slbmfee(unsigned slot) const { return entries_.at(slot).esid_word; }
  [[nodiscard]] std::uint64_t slbmfev(unsigned slot) const { return entries_.at(slot).vsid_word; }
  /// RS of the entry that translates the EA in RB, as slbmfev returns it. Nothing if no entry or
  /// more than one does (facts B7).
  [[nodiscard]] std::optional<std::uint64_t> slbfee(std::uint64_t rb) const;
  void slbie(std::uint64_t rb);
  /// `ih` is the invalidation hint, 0 to 7 (facts B9).
  void slbia(unsigned ih);

  [[nodiscard]] const std::array<SlbEntry, kEntries>& entries() const { return entries_; }

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& entries_;
    looked_up_.is_known = false;
  }

  /// Addresses that are equal in these bits are in the same segments.
  static constexpr std::uint64_t kSameResult = ~low_mask(28);
  /// What the last search has found; unknown once an entry has changed.
  struct LookedUp {
    std::uint64_t segment = 0;
    bool is_known = false;
    Lookup found;
  };

  [[nodiscard]] Lookup search(Ea ea) const;
  [[nodiscard]] Lookup look_through(Ea ea) const;

  std::array<SlbEntry, kEntries> entries_{};
  mutable LookedUp looked_up_;
};

}  // namespace htabsim
