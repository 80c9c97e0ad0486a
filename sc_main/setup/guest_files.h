// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sc_main/setup/replay_order.h"
#include "sc_main/setup/trace_file.h"

namespace htabsim {

/// What a guest is made of: a captured guest, or the table of one that stands still; plain traces;
/// or both. A path that is empty was not given.
struct GuestFiles {
  std::string name;                  ///< what the user calls it; empty: nothing
  std::filesystem::path guest;       ///< folder of a captured guest
  std::optional<ReplayOrder> order;  ///< of that guest's processors
  std::filesystem::path table;       ///< stream of the table of a guest that stands still
  std::vector<TraceFile> traces;     ///< plain address traces, a processor each

  [[nodiscard]] bool empty() const {
    return guest.empty() && !order && table.empty() && traces.empty();
  }
  [[nodiscard]] ReplayOrder replay_order() const { return order.value_or(ReplayOrder::recorded); }
};

}  // namespace htabsim
