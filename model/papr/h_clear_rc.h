// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

struct ClearResult {
  HcallStatus status = HcallStatus::kSuccess;
  std::uint64_t old_r = 0;  ///< the guest's dword 1 from before, with hardware's R and C

  friend bool operator==(const ClearResult&, const ClearResult&) = default;
};

/// H_CLEAR_REF and H_CLEAR_MOD: clear R or C of the entry at `ptex`; the host's record of the page
/// keeps what was set (facts I7, R53). R is cleared by a store to its byte alone (G4). For C the
/// entry is ABSENT for a while, so that no store can set it unseen. kNotFound: no entry there;
/// kParameter: ptex lies outside the table.
ClearResult h_clear_ref(HptPort& port, const Partition& partition, HpteIndex ptex);
ClearResult h_clear_mod(HptPort& port, const Partition& partition, HpteIndex ptex);

}  // namespace htabsim
