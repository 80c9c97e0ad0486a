// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/hpt/barrier_point.h"

namespace htabsim {

/// The code of the hypervisor's that updates the table, beside what all of it shares.
enum class UpdateCode : std::uint8_t {
  enter,
  remove,
  bulk_remove,
  protect,
  clear_ref,
  clear_mod,
  unmap,
  dirty_log,
  page_in,
  resize_commit,
};

/// A barrier that the code goes without.
struct LeftOut {
  BarrierPoint point = BarrierPoint::try_lock_isync;
  std::optional<UpdateCode> in = {};  ///< the code it is left out of; nothing: all

  /// Whether it is the one at `asked` where `running` runs, or none of these.
  [[nodiscard]] bool is(BarrierPoint asked, std::optional<UpdateCode> running) const {
    return point == asked && (!in || in == running);
  }

  friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

}  // namespace htabsim
