// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/isa/lpcr.h"
#include "htabsim/model/isa/lpid.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/isa/segment.h"
#include "htabsim/model/isa/table_register.h"

namespace htabsim {

/// VSID of the virtual real mode area (facts A5).
inline constexpr Vsid kVrmaVsid{0x1ffffff};

/// The registers by which a hypervisor decides how a thread's accesses are translated (facts A3 to
/// A8).
struct PartitionRegisters {
  Lpcr lpcr;
  std::uint64_t hrmor = 0;
  /// Nothing if the partition's memory slots say where real mode memory is.
  std::optional<std::uint64_t> rmor;
  /// ISA 3.0 only: the partition's entry. If there is one, real mode is always the VRMA, with the
  /// page size of this entry, not of LPCR.
  std::optional<PartitionTableEntry> partition_entry;
  Lpid lpid{};

  /// Whether a guest's real mode is the virtual real mode area.
  [[nodiscard]] bool vrma() const { return partition_entry || lpcr.vpm0(); }
  /// Whether VPM1 sends a violation of keys alone to the hypervisor: as KBV says, and always in ISA
  /// 3.0, which has no KBV (facts A9).
  [[nodiscard]] bool key_faults_virtualised() const { return partition_entry || lpcr.kbv(); }
};

/// Translation off, HV=1: HRMOR applies unless EA bit 0 is set; bits 1:3 are ignored (facts A3).
HostReal hypervisor_real_mode(Ea ea, std::uint64_t hrmor);

/// Translation off, HV=0, no VRMA: the offset into the partition's memory, before RMOR. Nothing,
/// which means a storage interrupt for protection, beyond the limit that RMLS selects or if RMLS is
/// reserved (facts A4).
std::optional<GuestReal> guest_real_mode(Ea ea, Lpcr lpcr);

/// The real address of an offset from guest_real_mode(). RMOR is a multiple of the limit, so OR
/// adds it.
constexpr HostReal apply_rmor(GuestReal offset, std::uint64_t rmor) {
  return HostReal(offset.value() | rmor);
}

/// The segment that translates a guest's real mode: 1 TB, VSID 0x1ffffff, Ks=0, and the page size
/// of VRMASD or PS (facts A5). Nothing if the page size is reserved.
std::optional<Segment> vrma_segment(const PartitionRegisters& registers);

}  // namespace htabsim
