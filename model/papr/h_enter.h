// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/papr/hcall_codes.h"

namespace htabsim {

struct EnterResult {
  HcallStatus status = HcallStatus::kSuccess;
  HpteIndex slot;  ///< where the entry went, if it did

  friend bool operator==(const EnterResult&, const EnterResult&) = default;
};

/// H_ENTER: puts `entry` (ISA 2.07 format, guest RPN) into slot `ptex` with kExact, else into the
/// first free slot of that PTEG (facts I2, R45 to R47).
///
/// kParameter: a page size encoding KVM does not know, a reserved B, a page that its memory slot
/// cannot hold, or a ptex outside the table. kPtegFull: no free slot. Neither H nor AVPN is
/// compared with the PTEG.
///
/// Other flavours than KVM's: kParameter also for RPN bits within the page and for caching
/// attributes that do not fit; LoPAR kTooBig for flags that touch a page above 64K; QEMU stores an
/// entry without V as it is.
EnterResult h_enter(HptPort& port, const Partition& partition, std::uint64_t flags, HpteIndex ptex,
                    Hpte entry);

}  // namespace htabsim
