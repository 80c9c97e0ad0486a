// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/image.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// A look through a table entry by entry, without a lock: which dwords it loads of each, and what
/// it stops at (R23 to R27, R43).
class EntryScan {
 public:
  /// An entry that has one of these in dword 0 is valid for the guest.
  static constexpr std::uint64_t kGuestValid = hpte_v::kValid | hpte_v::kAbsent;

  /// For R and C that hardware has set since the guest's dword 1 took note of them.
  enum class HardwareRc : std::uint8_t { kNoticed, kIgnored };

  /// Stops at an entry that has changed.
  static constexpr EntryScan for_dirty(HardwareRc rc) { return {Asks::kDirty, rc, 0}; }
  /// Stops at one that has changed, or is valid for the guest and has one of the bits `selected` in
  /// dword 0.
  static constexpr EntryScan for_dirty_or_valid(HardwareRc rc, std::uint64_t selected) {
    return {Asks::kDirtyOrValid, rc, selected};
  }
  /// Stops at one that is valid for the guest.
  static constexpr EntryScan for_valid() {
    return {Asks::kValid, HardwareRc::kIgnored, kGuestValid};
  }

  /// What it has seen of an entry; a dword that it did not load is 0.
  struct Look {
    std::uint64_t guest_r = 0;
    std::uint64_t dword0 = 0;
    bool dirty = false;
    bool stops = false;
  };

  /// `loads` has load_guest_r(HpteIndex) and load(HpteIndex, HpteDword).
  template <class Loads>
  Look look(Loads& loads, HpteIndex index) const {
    Look seen;
    if (loads_guest_r()) {
      seen.guest_r = loads.load_guest_r(index);
      seen.dirty = any(seen.guest_r, hpte_r::kModified);
      if (seen.dirty && asks_ == Asks::kDirty) {
        seen.stops = true;
        return seen;
      }
    }
    seen.dword0 = loads.load(index, HpteDword::k0);
    if (!seen.dirty && rc_ == HardwareRc::kNoticed && any(seen.dword0, hpte_v::kValid)) {
      seen.dirty = any(loads.load(index, HpteDword::k1), hpte_r::kRc & ~seen.guest_r);
    }
    seen.stops = seen.dirty || (asks_ != Asks::kDirty && is_valid(seen.dword0));
    return seen;
  }

  /// Whether an entry with this dword 0 is one of the valid ones that are asked for.
  [[nodiscard]] constexpr bool is_valid(std::uint64_t dword0) const {
    return any(dword0, kGuestValid) && any(dword0, selected_);
  }
  [[nodiscard]] constexpr bool loads_guest_r() const { return asks_ != Asks::kValid; }
  /// As many loads of an entry at most.
  static constexpr std::uint64_t kMostLoads = 3;

 private:
  enum class Asks : std::uint8_t { kDirty, kDirtyOrValid, kValid };

  constexpr EntryScan(Asks asks, HardwareRc rc, std::uint64_t selected)
      : asks_(asks), rc_(rc), selected_(selected) {}

  Asks asks_;
  HardwareRc rc_;
  std::uint64_t selected_;
};

}  // namespace htabsim
