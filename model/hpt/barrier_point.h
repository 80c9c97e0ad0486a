// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/barrier.h"

namespace htabsim {

/// A place of a barrier in the code that updates the table (facts O12, O13).
enum class BarrierPoint : std::uint8_t {
  try_lock_isync,       ///< after each try for an entry's lock
  unlock_lwsync,        ///< before the lock is released
  publish_eieio,        ///< between dword 1 and dword 0 of a new entry
  publish_ptesync,      ///< behind dword 0
  tlbie_ptesync,        ///< before a tlbie
  erratum_ptesync,      ///< before the second tlbie of POWER9's erratum
  tlbsync_eieio,        ///< between tlbie and tlbsync
  tlbsync,              ///< itself
  tlbie_end_ptesync,    ///< behind tlbsync, or tlbiel
  protect_end_ptesync,  ///< at the end of H_PROTECT
  stop_guest_ptesync,   ///< before the count of running processors is looked at
};

/// The instruction there; that of the tlbsync is no barrier of storage.
constexpr Barrier barrier_at(BarrierPoint point) {
  switch (point) {
    case BarrierPoint::try_lock_isync:
      return Barrier::kIsync;
    case BarrierPoint::unlock_lwsync:
      return Barrier::kLwsync;
    case BarrierPoint::publish_eieio:
    case BarrierPoint::tlbsync_eieio:
      return Barrier::kEieio;
    default:
      return Barrier::kPtesync;
  }
}

}  // namespace htabsim
