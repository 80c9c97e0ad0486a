// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "htabsim/model/explore/exploration_rules.h"

namespace htabsim {

/// A barrier of the code that updates the table, and what it is there for.
struct BarrierInfo {
  std::string_view name;      ///< INSTRUCTION@FUNCTION
  std::string_view kernel;    ///< the function of Linux v6.1 that has it
  LeftOut left_out;           ///< what an exploration without it goes without
  std::string_view scenario;  ///< that breaks without it; empty: none does
  EntryFetch fetch = EntryFetch::line;
  std::string_view meaning;  ///< what goes wrong without it, or why nothing does
};

/// In the order of the sequences (facts O12, O13, G1 to G4).
std::span<const BarrierInfo> barrier_table();
/// The one of that name; null if there is none.
const BarrierInfo* find_barrier(std::string_view name);

}  // namespace htabsim
