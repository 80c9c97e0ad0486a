// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/isa/lpcr.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/isa/segment.h"
#include "htabsim/model/isa/table_register.h"

namespace htabsim {

/// The registers that a hypervisor sets for a thread, and that say how the thread's accesses are
/// translated (facts A3 to A8).
struct PartitionRegisters {
  Lpcr lpcr;
  std::uint64_t hrmor = 0;
  /// None where the partition's memory slots say where its real mode's memory is.
  std::optional<std::uint64_t> rmor;
  /// ISA 3.0 only: the partition's entry. Where there is one, real mode is always the VRMA, and the
  /// page size comes from here and not from LPCR.
  std::optional<PartitionTableEntry> partition_entry;

  /// Whether a guest's real mode is the virtual real mode area.
  [[nodiscard]] bool vrma() const { return partition_entry || lpcr.vpm0(); }
  /// Whether VPM1 takes in a violation of keys alone: by KBV, which ISA 3.0 has no more (facts A9).
  [[nodiscard]] bool key_faults_virtualised() const { return partition_entry || lpcr.kbv(); }
};

/// Translation off, HV=1: HRMOR applies unless EA bit 0 is set; bits 1:3 are ignored (facts A3).
HostReal hypervisor_real_mode(Ea ea, std::uint64_t hrmor);

/// Translation off, HV=0, no VRMA: the offset into the partition's memory, before RMOR. Nothing
/// beyond the limit that RMLS selects, or if that is reserved: a storage interrupt for protection
/// (facts A4).
std::optional<GuestReal> guest_real_mode(Ea ea, Lpcr lpcr);

/// RA of an offset that guest_real_mode() gave: RMOR is a multiple of the limit, so OR adds it.
constexpr HostReal apply_rmor(GuestReal offset, std::uint64_t rmor) {
  return HostReal(offset.value() | rmor);
}

/// The segment that a guest's real mode is translated by: 1 TB, VSID 0x1ffffff, Ks=0; the page size
/// is VRMASD's or PS's (facts A5). Nothing if that is reserved.
std::optional<Segment> vrma_segment(const PartitionRegisters& registers);

}  // namespace htabsim
