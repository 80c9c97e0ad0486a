// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/class.hpp>

#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

/// Executed hcalls by kind, as the guest issued them.
struct HcallCounters {
  std::uint64_t enter = 0;
  std::uint64_t remove = 0;
  std::uint64_t bulk_remove = 0;
  std::uint64_t protect = 0;
  std::uint64_t read = 0;
  std::uint64_t clear_ref = 0;
  std::uint64_t clear_mod = 0;
  std::uint64_t resize_prepare = 0;
  std::uint64_t resize_commit = 0;
  std::uint64_t other = 0;
  std::uint64_t pteg_full = 0;  ///< H_ENTERs that found no free slot
  std::uint64_t not_found = 0;

  void count(HcallToken token, HcallStatus status);
};
BOOST_DESCRIBE_STRUCT(HcallCounters, (),
                      (enter, remove, bulk_remove, protect, read, clear_ref, clear_mod,
                       resize_prepare, resize_commit, other, pteg_full, not_found))

}  // namespace htabsim
