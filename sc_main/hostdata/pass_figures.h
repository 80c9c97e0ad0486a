// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sc_main/hostdata/figure.h"

namespace htabsim {

/// How the entries of a pass are known.
enum class EntryCount : std::uint8_t {
  kExact,
  kEstimated,  ///< the valid ones from the number of bytes, the others not at all
};

/// What was seen of one pass; what is missing was not measured.
struct ObservedPass {
  std::optional<double> reads;
  std::optional<double> groups;
  std::optional<double> valid;
  std::optional<double> invalid;
  std::optional<double> bytes;
  std::optional<double> cycles;
  std::optional<double> time_us;
  std::optional<bool> guest_stopped;
  EntryCount entries = EntryCount::kExact;
};

/// Figures of passes, under the same names whoever measured them: how many there were, their
/// totals, each pass by itself, and the last one under that name, too, as two migrations may differ
/// in their number. What is missing in a pass is missing in the total.
std::vector<Figure> pass_figures(const std::vector<ObservedPass>& passes);

}  // namespace htabsim
