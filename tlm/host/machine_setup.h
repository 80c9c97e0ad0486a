// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "htabsim/model/hpt/image.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/tlm/core/vcpu_setup.h"

namespace htabsim {

/// A guest as it stands before the run.
struct MachineSetup {
  HptImage image;
  Partition partition;
  std::vector<VcpuSetup> vcpus;
  /// Processors of the user's own, after those: each has its place in a core, whose walkers' and
  /// the hypervisor's sockets are free for it.
  unsigned own_processors = 0;
  /// What people call it, if there are several.
  std::string name = {};
};

}  // namespace htabsim
