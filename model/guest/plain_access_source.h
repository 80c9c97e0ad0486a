// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// The accesses of a program of which only the addresses are known.
class PlainAccessSource {
 public:
  virtual ~PlainAccessSource() = default;
  /// The next accesses in order, many at a time so that one costs no call; empty at the end. Good
  /// until the next call.
  virtual std::span<const PlainAccess> next_batch() = 0;
  /// The guest's kernel cannot serve an access: that of PlainAccess::line. The program does not go
  /// on.
  virtual void refuse(std::uint64_t /*line*/, const std::string& /*why*/) {}
};

}  // namespace htabsim
