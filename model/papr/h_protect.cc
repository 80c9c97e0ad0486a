// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_protect.h"

#include "htabsim/model/hpt/hpte_lock.h"
#include "htabsim/model/papr/hardware_view.h"
#include "htabsim/model/papr/locked_hpte.h"
#include "htabsim/model/papr/tlbie_batch.h"

namespace htabsim {

namespace {

constexpr unsigned kPp0Shift = 55;
constexpr unsigned kKeyHighShift = 48;
static_assert(hcall_flag::kPp0 << kPp0Shift == hpte_r::kPp0);
static_assert(hcall_flag::kKeyHigh << kKeyHighShift == hpte_r::kKeyHigh);
static_assert(hcall_flag::kKeyLow == hpte_r::kKeyLow && hcall_flag::kPp == hpte_r::kPp);

std::uint64_t with_protection(std::uint64_t r, std::uint64_t flags) {
  const std::uint64_t bits =
      ((flags & hcall_flag::kPp0) << kPp0Shift) |
      ((flags & hcall_flag::kKeyHigh) << kKeyHighShift) |
      (flags & (hcall_flag::kKeyLow | hcall_flag::kNoExecute | hcall_flag::kPp));
  return (r & ~hpte_r::kProtection) | bits;
}

/// LoPAR's text clears R, KVM and QEMU keep it (facts I5).
std::uint64_t kept_rc(PaprFlavour flavour) {
  return flavour == PaprFlavour::lopar ? hpte_r::kChanged : hpte_r::kRc;
}

void protect_hardware_copy(HptPort& port, const Partition& partition, const LockedHpte& locked,
                           std::uint64_t flags, std::uint64_t kept) {
  const Hpte before = locked.entry;
  Hpte after = {before.v, with_protection(before.r, flags) & (kept | ~hpte_r::kRc)};
  if (!writable(before.r) && !partition.has(Defect::protect_ignores_host)) {
    after.r = read_only(after.r);
  }
  if (after == before) return;

  clear_valid(port, locked, Meanwhile::kAbsent);
  invalidate_translation(port, partition, after, locked.index, hcall_tlbie_reach(partition));
  after.r |=
      (partition.has(Defect::protect_reads_rc_early) ? before.r
                                                     : port.load(locked.index, HpteDword::k1)) &
      kept;
  port.store(locked.index, HpteDword::k1, to_memory_format(after, port.geometry().format()).r);
}

}  // namespace

HcallStatus h_protect(HptPort& port, const Partition& partition, std::uint64_t flags,
                      HpteIndex ptex, std::uint64_t avpn) {
  if (!port.geometry().contains(ptex)) return HcallStatus::kParameter;
  const LockedHpte locked = partition.has(Defect::protect_without_lock)
                                ? read_unlocked_entry(port, ptex)
                                : lock_entry(port, ptex);
  const bool other_page =
      any(flags, hcall_flag::kAvpn) && (locked.entry.v & hpte_v::kCompare) != avpn;
  if (!locked.guest_valid() || other_page) {
    unlock_entry(port, locked);
    return HcallStatus::kNotFound;
  }
  const std::uint64_t kept = kept_rc(partition.flavour);
  const std::uint64_t guest_r =
      with_protection(port.load_guest_r(ptex), flags) & (kept | ~hpte_r::kRc);
  const bool noted = !partition.has(Defect::protect_not_noted);
  port.store_guest_r(ptex, noted ? partition.note_modification(guest_r) : guest_r);
  if (locked.valid()) protect_hardware_copy(port, partition, locked, flags, kept);
  unlock_entry(port, locked);
  port.barrier(BarrierPoint::protect_end_ptesync);
  return HcallStatus::kSuccess;
}

}  // namespace htabsim
