// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <boost/describe/enum.hpp>

#include "htabsim/model/hpt/defect.h"
#include "htabsim/model/hpt/memory_slots.h"
#include "htabsim/model/isa/hpte.h"

namespace htabsim {

/// A new table for the guest, as H_RESIZE_HPT_PREPARE had it made; it is empty until the commit
/// (KVM: struct kvm_resize_hpt, facts I9).
struct PendingTable {
  unsigned order = 0;
  bool ready = false;  ///< false while the host is still allocating it

  friend bool operator==(const PendingTable&, const PendingTable&) = default;
};

/// Whose hcalls a guest meets where they differ (facts I): KVM HV's; QEMU's own, as of a guest
/// under TCG; or those of LoPAR's text.
enum class PaprFlavour : std::uint8_t { kvm, qemu, lopar };
BOOST_DESCRIBE_ENUM(PaprFlavour, kvm, qemu, lopar)

/// How a guest's addresses are translated: by the table here, or by trees, of which the hypervisor
/// knows here only that they leave no use for the table.
enum class GuestTranslation : std::uint8_t { kHash, kRadix };

/// What the hypervisor keeps of one guest beside its page table (KVM: struct kvm_arch).
struct Partition {
  MemorySlots slots;
  PaprFlavour flavour = PaprFlavour::kvm;
  GuestTranslation translation = GuestTranslation::kHash;
  /// Number of HTAB descriptors open for reading; changes are noted only while there is one (R25).
  unsigned hpte_mod_interest = 0;
  /// False while no guest processor may enter: during a write to the table, or before it has one.
  bool mmu_ready = true;
  /// KVM's mmu_setup_lock: held by a write to the table through a descriptor (R57).
  bool mmu_setup_locked = false;
  unsigned running_vcpus = 0;
  /// Segment value of the virtual real mode area, and LPCR's VRMASD (R50).
  std::uint64_t vrma_slb_v = 0;
  std::uint64_t vrmasd = 0;
  std::optional<PendingTable> pending_table;
  /// Dword 1 of its partition table entry (facts I10).
  std::uint64_t process_table = 0;
  /// What is deliberately wrong with this hypervisor.
  Defect defect = Defect::none;

  [[nodiscard]] bool has(Defect asked) const { return defect == asked; }

  /// The reverse-map word with the modified flag, if anyone is interested (R45).
  [[nodiscard]] std::uint64_t note_modification(std::uint64_t guest_r) const {
    return hpte_mod_interest != 0 ? guest_r | hpte_r::kModified : guest_r;
  }
};

}  // namespace htabsim
