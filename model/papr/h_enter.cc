// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_enter.h"

#include <optional>

#include "htabsim/model/hpt/hpte_lock.h"
#include "htabsim/model/isa/bits.h"
#include "htabsim/model/papr/hardware_view.h"
#include "htabsim/model/papr/locked_hpte.h"
#include "htabsim/model/papr/reverse_map.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kReservedSegmentSize = ibm_bit(0);
constexpr std::uint64_t kOccupied = hpte_v::kValid | hpte_v::kAbsent;

/// LoPAR and QEMU refuse RPN bits within the page; KVM ignores them (facts D6, I2a).
bool aligned(std::uint64_t r, PageSize actual) {
  constexpr std::uint64_t kEncoding = low_mask(20);
  return !any(r, low_mask(shift(actual)) & ~kEncoding);
}

/// Memory is M alone, or in LoPAR strong access order; MMIO is I without W (facts D12, I2a, M4).
bool caching_fits(PaprFlavour flavour, std::uint64_t r, const MemorySlot* slot) {
  constexpr std::uint64_t kOrdered = hpte_r::kWriteThrough | hpte_r::kInhibited | hpte_r::kMemory;
  const std::uint64_t wimg = r & (kOrdered | hpte_r::kGuarded);
  if (!slot) return any(wimg, hpte_r::kInhibited) && !any(wimg, hpte_r::kWriteThrough);
  return wimg == hpte_r::kMemory || (flavour == PaprFlavour::lopar && wimg == kOrdered);
}

/// What the flavours other than KVM's refuse (facts I2a).
HcallStatus refusal(PaprFlavour flavour, std::uint64_t flags, std::uint64_t r, PageSize actual,
                    const MemorySlot* slot) {
  if (flavour == PaprFlavour::kvm) return HcallStatus::kSuccess;
  if (!aligned(r, actual) || !caching_fits(flavour, r, slot)) return HcallStatus::kParameter;
  constexpr std::uint64_t kTouchesPage =
      hcall_flag::kZeroPage | hcall_flag::kIcacheInvalidate | hcall_flag::kIcacheSync;
  const bool too_big = any(flags, kTouchesPage) && actual > PageSize::page_64k;
  return too_big && flavour == PaprFlavour::lopar ? HcallStatus::kTooBig : HcallStatus::kSuccess;
}

bool lock_if_free(HptPort& port, HpteIndex slot) {
  const std::uint64_t dword0 = lock_hpte(port, slot);
  if (!any(dword0, kOccupied)) return true;
  unlock_hpte(port, slot, dword0);
  return false;
}

/// Returns a free slot, locked.
std::optional<HpteIndex> claim_in_pteg(HptPort& port, PtegIndex pteg) {
  const HpteIndex first = first_slot(pteg);
  for (unsigned i = 0; i < kHptesPerPteg; ++i) {
    if (try_lock_hpte(port, first + i, kOccupied)) return first + i;
  }
  // The first look passed over free slots whose lock someone held. Look at each slot under its lock
  // now.
  for (unsigned i = 0; i < kHptesPerPteg; ++i) {
    if (lock_if_free(port, first + i)) return first + i;
  }
  return std::nullopt;
}

std::optional<HpteIndex> claim_exact(HptPort& port, HpteIndex slot) {
  if (try_lock_hpte(port, slot, kOccupied) || lock_if_free(port, slot)) return slot;
  return std::nullopt;
}

/// The entry as hardware is to see it. `slot` is null for MMIO.
Hpte hardware_copy(HptPort& port, const Partition& partition, Hpte entry, PageSize actual,
                   const MemorySlot* slot) {
  if (!slot) return {entry.v | hpte_v::kAbsent, mmio_r(entry.r)};
  const GuestReal page = guest_page(entry.r, actual);
  const std::uint64_t r = keep_recorded_rc(port, page, entry.r);
  // Looked up under the entry's lock: a host that withdraws the page later finds the entry (R61).
  const auto host_page = partition.slots.host_real(page);
  if (!host_page) return {entry.v | hpte_v::kAbsent, withdrawn_r(entry.r, actual)};
  const auto access =
      partition.slots.writable(page) ? HostAccess::kReadWrite : HostAccess::kReadOnly;
  return {entry.v | hpte_v::kValid, memory_r(r, actual, *host_page, access)};
}

}  // namespace

EnterResult h_enter(HptPort& port, const Partition& partition, std::uint64_t flags, HpteIndex ptex,
                    Hpte entry) {
  const auto sizes = kvm_page_size(entry.v, entry.r);
  if (!sizes || any(entry.v, kReservedSegmentSize)) return {HcallStatus::kParameter, {}};
  // QEMU stores what nobody will find, and says success (facts I2d).
  const bool useless = partition.flavour == PaprFlavour::qemu && !any(entry.v, hpte_v::kValid);
  entry.v &= ~(hpte_v::kHvLock | hpte_v::kAbsent | hpte_v::kValid);
  entry.r &= ~hpte_r::kModified;

  const MemorySlot* slot = partition.slots.find(guest_page(entry.r, sizes->actual));
  if (slot && !slot_can_hold(*slot, sizes->actual)) return {HcallStatus::kParameter, {}};
  const HcallStatus refused = refusal(partition.flavour, flags, entry.r, sizes->actual, slot);
  if (refused != HcallStatus::kSuccess) return {refused, {}};
  if (!port.geometry().contains(ptex)) return {HcallStatus::kParameter, {}};

  const auto index =
      any(flags, hcall_flag::kExact) ? claim_exact(port, ptex) : claim_in_pteg(port, pteg_of(ptex));
  if (!index) return {HcallStatus::kPtegFull, {}};
  const bool noted = !partition.has(Defect::enter_not_noted);
  port.store_guest_r(*index, noted ? partition.note_modification(entry.r) : entry.r);
  if (useless) {
    publish_entry(port, *index, entry);
    return {HcallStatus::kSuccess, *index};
  }
  publish_entry(port, *index, hardware_copy(port, partition, entry, sizes->actual, slot));
  return {HcallStatus::kSuccess, *index};
}

}  // namespace htabsim
