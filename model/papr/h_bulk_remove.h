// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

/// H_BULK_REMOVE's r4 to r11: four pairs of a translation specifier and an AVPN (facts I4).
using BulkRequests = std::array<std::uint64_t, 8>;

/// Fields of a translation specifier (facts I4).
namespace bulk {
inline constexpr std::uint64_t kType = ibm_bits(0, 1);
inline constexpr std::uint64_t kRequest = ibm_bit(1);
inline constexpr std::uint64_t kResponse = ibm_bit(0);
inline constexpr std::uint64_t kEnd = kRequest | kResponse;
inline constexpr std::uint64_t kNotFound = ibm_bit(3);   ///< code 1
inline constexpr std::uint64_t kParameter = ibm_bit(2);  ///< code 2
inline constexpr std::uint64_t kReferenced = ibm_bit(4);
inline constexpr std::uint64_t kChanged = ibm_bit(5);
inline constexpr std::uint64_t kFlags = ibm_bits(6, 7);
inline constexpr std::uint64_t kAvpn = ibm_bit(6);
inline constexpr std::uint64_t kAndCond = ibm_bit(7);
inline constexpr std::uint64_t kPtex = ibm_bits(8, 63);
}  // namespace bulk

/// H_BULK_REMOVE: up to four removals that share their tlbsync; answers replace the requests.
/// kParameter: a request was malformed, as its answer says, and later requests are untouched.
HcallStatus h_bulk_remove(HptPort& port, const Partition& partition, BulkRequests& requests);

}  // namespace htabsim
