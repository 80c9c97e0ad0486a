// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/papr/hcall.h"
#include "htabsim/model/papr/storage_interrupt.h"
#include "htabsim/tlm/kit/call.h"
#include "htabsim/tlm/kit/timeline.h"
#include "htabsim/tlm/memory/cached_translations.h"

namespace htabsim {

/// A guest processor's way into the hypervisor; the generic payload carries no data.
struct HypervisorExtension : CallExtension<HypervisorExtension> {
  enum class Reason : std::uint8_t {
    kHcall,
    kStorageInterrupt,
    kSync,  ///< no call: until all that earlier ones have stored is visible, and no longer
  };

  Reason reason = Reason::kHcall;
  CachedTranslations* cached = nullptr;  ///< the processor's; null: it caches none
  TimelineFlow flow{};                   ///< what has led to it, if that is told
  HcallFrame frame;                      ///< kHcall: registers in
  HcallResult result;                    ///< kHcall: registers out
  StorageInterrupt interrupt;            ///< kStorageInterrupt
  StorageOutcome outcome;                ///< kStorageInterrupt: what the guest is to do
};

/// The protocol of Hypervisor: the generic payload with HypervisorExtension mandatory and
/// TLM_IGNORE_COMMAND as command.
struct HypervisorProtocol : tlm::tlm_base_protocol_types {};

}  // namespace htabsim
