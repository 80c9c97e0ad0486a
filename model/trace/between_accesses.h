// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "htabsim/model/trace/plain_access.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// How often a program does what between two accesses.
class BetweenAccesses {
 public:
  void count(const PlainAccess& item) { ++counts_[index(item.kind)]; }
  /// What has occurred.
  [[nodiscard]] std::vector<TraceRemark> remarks() const {
    return occurred({{"changes of process", counts_[index(PlainAccessKind::kProcess)]},
                     {"forks", counts_[index(PlainAccessKind::kFork)]},
                     {"exits", counts_[index(PlainAccessKind::kExit)]}});
  }

 private:
  static constexpr std::size_t index(PlainAccessKind kind) {
    return static_cast<std::size_t>(kind) - static_cast<std::size_t>(PlainAccessKind::kProcess);
  }

  std::array<std::uint64_t, 3> counts_{};
};

}  // namespace htabsim
