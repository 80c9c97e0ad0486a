// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/partition_versions.h"

#include <algorithm>

namespace htabsim {

PartitionId PartitionVersions::id_of(const Partition& partition) {
  const auto found = std::ranges::find(versions_, partition);
  const auto id = static_cast<PartitionId>(found - versions_.begin());
  if (found == versions_.end()) versions_.push_back(partition);
  return id;
}

}  // namespace htabsim
