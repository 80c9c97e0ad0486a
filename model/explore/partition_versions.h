// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>

#include "htabsim/model/hpt/partition.h"

namespace htabsim {

/// Names one content of a partition.
using PartitionId = std::uint32_t;

/// The contents that partitions have had in an exploration. There are few, so states hold names.
class PartitionVersions {
 public:
  PartitionId id_of(const Partition& partition);
  [[nodiscard]] std::size_t size() const { return versions_.size(); }
  [[nodiscard]] const Partition& at(PartitionId id) const { return versions_[id]; }

 private:
  std::deque<Partition> versions_;
};

}  // namespace htabsim
