// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/hpt/defect.h"
#include "htabsim/model/hpt/entry_filter.h"
#include "htabsim/model/hpt/port.h"

namespace htabsim {

/// The first pass over the table reports every entry, later ones those that have changed (R23,
/// R24).
enum class ScanPass : std::uint8_t { kFirst, kLater };

/// Whether reported entries show the lock bit, as KVM's do (R29).
enum class LockBit : std::uint8_t { kEmitted, kHidden };

/// The run of a group that an entry belongs to.
enum class EntryKind : std::uint8_t { kValid, kInvalid };

/// Reads single entries from the table for one read() call (R24 to R30, R58).
class EntryRecorder {
 public:
  EntryRecorder(HptPort& port, ScanPass pass, EntryFilter filter, LockBit lock_bit, Defect defect)
      : port_(port),
        pass_(pass),
        rc_(defect == Defect::rc_not_noticed ? EntryScan::HardwareRc::kIgnored
                                             : EntryScan::HardwareRc::kNoticed),
        looks_(EntryScan::for_dirty_or_valid(rc_, selected(filter, defect))),
        lock_bit_(lock_bit),
        defect_(defect) {}

  /// The first dirty entry from `index` on, or the table's end. Takes no lock.
  [[nodiscard]] HpteIndex next_dirty(HpteIndex index) const;

  /// Reports the entry if it is of the wanted kind and, in a later pass, dirty. The report consumes
  /// the change. An invalid entry has no contents. Nothing if the entry does not belong into this
  /// run, even if it only changed while the lock was being taken (R58).
  [[nodiscard]] std::optional<Hpte> record(HpteIndex index, EntryKind wanted) const;

  /// Reports entries from `index` on to `end` as invalid for as long as they are; returns the first
  /// that is not reported. In a later pass they must be dirty, too.
  [[nodiscard]] HpteIndex record_invalid(HpteIndex index, HpteIndex end) const;

 private:
  [[nodiscard]] bool has(Defect asked) const { return defect_ == asked; }
  [[nodiscard]] bool consumes_modified(bool recorded) const;
  [[nodiscard]] static std::uint64_t selected(EntryFilter filter, Defect defect);
  [[nodiscard]] std::optional<Hpte> record(HpteIndex index, EntryKind wanted,
                                           const EntryScan::Look& seen) const;
  [[nodiscard]] EntryKind kind(std::uint64_t dword0) const;
  [[nodiscard]] std::optional<Hpte> record_locked(HpteIndex index, EntryKind wanted) const;
  [[nodiscard]] Hpte reported(Hpte memory, std::uint64_t guest_r) const;

  HptPort& port_;
  ScanPass pass_;
  EntryScan::HardwareRc rc_;
  EntryScan looks_;
  LockBit lock_bit_;
  Defect defect_;
};

}  // namespace htabsim
