// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

struct RemoveResult {
  HcallStatus status = HcallStatus::kSuccess;
  Hpte entry;  ///< the guest's view in the ISA 2.07 format, R and C final

  friend bool operator==(const RemoveResult&, const RemoveResult&) = default;
};

/// H_REMOVE: takes the entry at `ptex` out, if it exists and passes the tests in `flags` (facts I3,
/// G2, R51). kNotFound: it does not; kParameter: ptex lies outside the table.
RemoveResult h_remove(HptPort& port, const Partition& partition, std::uint64_t flags,
                      HpteIndex ptex, std::uint64_t avpn);

}  // namespace htabsim
