// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <boost/describe/enum.hpp>

#include "htabsim/model/base/serialize.h"
#include "htabsim/model/hpt/defect.h"
#include "htabsim/model/hpt/memory_slots.h"
#include "htabsim/model/hpt/update_code.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// A new table that H_RESIZE_HPT_PREPARE made for the guest, empty until the commit (KVM: struct
/// kvm_resize_hpt, facts I9).
struct PendingTable {
  unsigned order = 0;
  /// When the host has allocated and cleared it. Nothing if no time passes: when the guest asks for
  /// it again.
  std::optional<Cycles> ready_at = {};
  bool found_ready = false;  ///< by the guest, when it asked again

  [[nodiscard]] bool is_ready(std::optional<Cycles> now) const {
    return found_ready || (ready_at && now >= ready_at);
  }

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& order& found_ready;
    serialize_optional(archive, ready_at);
  }

  friend bool operator==(const PendingTable&, const PendingTable&) = default;
};

/// Whose hcalls a guest gets where they differ (facts I): those of KVM HV, of QEMU itself (a guest
/// under TCG), or of LoPAR's text.
enum class PaprFlavour : std::uint8_t { kvm, qemu, lopar };
BOOST_DESCRIBE_ENUM(PaprFlavour, kvm, qemu, lopar)

/// A processor's fault that the hypervisor works around (facts H8): with POWER9's, a batch of
/// tlbies ends with one more (CPU_FTR_P9_TLBIE_STQ_BUG).
enum class TlbieErratum : std::uint8_t { none, p9 };

/// Hash or radix translation. Radix is not modelled; it only disables the hashed page table.
enum class GuestTranslation : std::uint8_t { kHash, kRadix };

/// What the hypervisor keeps of one guest, apart from its page table (KVM: struct kvm_arch).
struct Partition {
  MemorySlots slots;
  PaprFlavour flavour = PaprFlavour::kvm;
  GuestTranslation translation = GuestTranslation::kHash;
  /// Number of HTAB descriptors that are open for reading. Changes are noted only while it is not 0
  /// (R25).
  unsigned hpte_mod_interest = 0;
  /// False while no guest processor may run: during a write to the table, or before there is a
  /// table.
  bool mmu_ready = true;
  /// KVM's mmu_setup_lock: held by a write to the table through a descriptor (R57).
  bool mmu_setup_locked = false;
  unsigned running_vcpus = 0;
  /// The guest's processors, running or not; each is a core of its own to KVM (online_vcores). 0:
  /// not known, so one may be anywhere.
  unsigned online_vcpus = 0;
  /// Of the host's processors.
  TlbieErratum tlbie_erratum = TlbieErratum::none;
  /// Segment value of the virtual real mode area, and LPCR's VRMASD (R50).
  std::uint64_t vrma_slb_v = 0;
  std::uint64_t vrmasd = 0;
  std::optional<PendingTable> pending_table;
  /// Dword 1 of the guest's partition table entry (facts I10).
  std::uint64_t process_table = 0;
  /// The deliberate bug of this hypervisor, if any.
  Defect defect = Defect::none;
  /// The barrier that this hypervisor goes without, if any, in time.
  std::optional<LeftOut> without = {};

  [[nodiscard]] bool has(Defect asked) const { return defect == asked; }

  /// `guest_r` with the modified flag set, if a descriptor is open for reading (R45).
  [[nodiscard]] std::uint64_t note_modification(std::uint64_t guest_r) const {
    return hpte_mod_interest != 0 ? guest_r | hpte_r::kModified : guest_r;
  }

  /// What the guest's hcalls and interrupts change.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& slots& translation& vrma_slb_v& vrmasd& process_table;
    serialize_optional(archive, pending_table);
  }

  friend bool operator==(const Partition&, const Partition&) = default;
};

}  // namespace htabsim
