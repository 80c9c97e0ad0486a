// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/isa/protection.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// A HDSI or HISI that the hypervisor has taken.
struct StorageInterrupt {
  Access access;
  Segment segment;           ///< the guest's SLB entry for the address, or the VRMA's
  AuthorityMasks masks;      ///< the guest's AMR and IAMR
  std::uint32_t causes = 0;  ///< of HDSISR, or of HSRR1
};

/// What the guest is to do next.
struct StorageOutcome {
  enum class Action : std::uint8_t {
    kRetry,    ///< execute the instruction again
    kReflect,  ///< take `fault`
    kEmulate,  ///< the page is MMIO: the host emulates the instruction
  };
  Action action = Action::kRetry;
  Fault fault;
  GuestReal emulated;  ///< if kEmulate: where the access goes

  friend bool operator==(const StorageOutcome&, const StorageOutcome&) = default;
};

/// Handles a storage interrupt as KVM does (facts J9). A fault of the guest's own is reflected.
/// What the host has withheld is brought back: an ABSENT entry becomes VALID and its host page
/// comes back, a write-protected entry becomes writable. If the entry changes meanwhile the result
/// is kRetry.
StorageOutcome handle_storage_interrupt(HptPort& port, Partition& partition,
                                        const StorageInterrupt& interrupt);

}  // namespace htabsim
