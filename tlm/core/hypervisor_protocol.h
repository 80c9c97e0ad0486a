// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm>

#include "htabsim/model/papr/hcall.h"
#include "htabsim/model/papr/storage_interrupt.h"

namespace htabsim {

/// A guest processor's way into the hypervisor; the generic payload carries no data.
struct HypervisorExtension : tlm::tlm_extension<HypervisorExtension> {
  enum class Reason : std::uint8_t { kHcall, kStorageInterrupt };

  Reason reason = Reason::kHcall;
  HcallFrame frame;            ///< kHcall: registers in
  HcallResult result;          ///< kHcall: registers out
  StorageInterrupt interrupt;  ///< kStorageInterrupt
  StorageOutcome outcome;      ///< kStorageInterrupt: what the guest is to do

  [[nodiscard]] tlm_extension_base* clone() const override {
    return new HypervisorExtension(*this);
  }
  void copy_from(const tlm_extension_base& other) override {
    *this = static_cast<const HypervisorExtension&>(other);
  }
};

struct HypervisorProtocol {
  using tlm_payload_type = tlm::tlm_generic_payload;
  using tlm_phase_type = tlm::tlm_phase;
};

}  // namespace htabsim
