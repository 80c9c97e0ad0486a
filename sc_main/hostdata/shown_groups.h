// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "htabsim/model/htab/stream_format.h"

namespace htabsim {

/// What the shown beginning of one read of the descriptor says in one byte order of the headers.
struct ShownGroups {
  bool contradicted = false;  ///< no read of an HTAB descriptor has these bytes in this order
  std::uint32_t first = 0;    ///< index of the first group
  std::uint64_t end = 0;      ///< one past the last entry that is shown
  std::uint64_t groups = 0;   ///< shown
  std::uint64_t valid = 0;    ///< shown, and an estimate of what is not
  std::uint64_t invalid = 0;  ///< shown
  std::uint64_t hidden = 0;   ///< bytes that begin with a group that is not shown
};

/// Reads the groups of a read that returned `returned` bytes, of which `shown` is the beginning. It
/// is at odds with the order if a group is empty (R17), runs past the read's end, or falls back
/// behind the one before (R18). What is hidden is taken for one group without invalid entries.
ShownGroups shown_groups(std::span<const std::byte> shown, std::uint64_t returned,
                         HeaderOrder order);

}  // namespace htabsim
