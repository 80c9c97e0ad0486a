// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/container/static_vector.hpp>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

struct ReadResult {
  HcallStatus status = HcallStatus::kSuccess;
  /// One entry, or four with kRead4, in the ISA 2.07 format.
  boost::container::static_vector<Hpte, 4> entries;
};

/// H_READ: returns the entry at `ptex`, or with kRead4 the four aligned entries around it, as the
/// guest sees them (facts I6). H_READ takes no lock, so the two dwords of an entry may be of
/// different moments. Dword 1 of an invalid entry is whatever stands there, or 0 in QEMU.
/// kParameter: ptex lies outside the table.
ReadResult h_read(HptPort& port, const Partition& partition, std::uint64_t flags, HpteIndex ptex);

}  // namespace htabsim
