// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "htabsim/model/htab/htab_errno.h"

namespace htabsim {

/// What read() or write() gave: a count, or an error that hides any count (R20, R49).
struct IoResult {
  std::size_t bytes = 0;
  std::optional<HtabErrno> error;

  friend bool operator==(const IoResult&, const IoResult&) = default;
};

}  // namespace htabsim
