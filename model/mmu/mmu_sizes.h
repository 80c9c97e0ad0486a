// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "htabsim/model/isa/page_size.h"

namespace htabsim {

/// How many translations a thread's ERATs and its core's TLB hold, and how much each serves.
/// Nothing has a default, so that two machines that are to be the same cannot differ by what was
/// forgotten.
struct MmuSizes {
  std::size_t ierat_entries;
  std::size_t derat_entries;
  std::size_t secondary_derat_entries;  ///< 0: there is no secondary D-ERAT
  std::size_t tlb_entries;
  std::size_t tlb_ways;
  MpssReach mpss_reach;
};

}  // namespace htabsim
