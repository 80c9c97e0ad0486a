// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "htabsim/model/hpt/port.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/tlm/kit/config.h"

namespace htabsim {

/// What software on a processor costs between its memory operations, in cycles.
struct SoftwareCosts {
  std::array<Cycles, kSoftwareWorkKinds> work{};
  Cycles barrier;
  Cycles ptesync;

  Cycles& operator[](SoftwareWork kind) { return work[static_cast<std::size_t>(kind)]; }
  const Cycles& operator[](SoftwareWork kind) const { return work[static_cast<std::size_t>(kind)]; }
};

/// Who the software is.
enum class Software : std::uint8_t {
  kHypervisor,  ///< an hcall or a storage interrupt, on the guest's processor
  kHtabCall,    ///< a system call on an HTAB descriptor
  kHostAgent,   ///< the host's own work on a guest's table
};

/// The costs of all software's steps, from the parameters.
SoftwareCosts software_costs(const Config& config, Software software);

}  // namespace htabsim
