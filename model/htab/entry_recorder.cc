// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/entry_recorder.h"

#include <algorithm>

#include "htabsim/model/hpt/hpte_lock.h"

namespace htabsim {

HpteIndex EntryRecorder::next_dirty(HpteIndex index) const {
  index = port_.next_to_scan(index);
  while (port_.geometry().contains(index) && !dirty(index)) index = port_.next_to_scan(index + 1);
  return index;
}

std::uint64_t EntryRecorder::record_zero(HpteIndex index, std::uint64_t most) const {
  if (pass_ == ScanPass::kLater) return 0;
  return std::min(port_.next_to_scan(index) - index, most);
}

std::optional<Hpte> EntryRecorder::record(HpteIndex index, EntryKind wanted) const {
  const std::uint64_t guest_r = port_.load_guest_r(index);
  const std::uint64_t dword0 = port_.load(index, HpteDword::k0);
  const bool dirty = any(guest_r, hpte_r::kModified) || pending_rc(index, guest_r, dword0);
  if (pass_ == ScanPass::kLater && !dirty) return std::nullopt;
  if (kind(dword0) != wanted) return std::nullopt;

  const bool needs_lock = wanted == EntryKind::kValid || dirty;
  if (has(Defect::modified_cleared_early) && any(guest_r, hpte_r::kModified)) {
    port_.store_guest_r(index, guest_r & ~hpte_r::kModified);
  }
  const auto entry = needs_lock ? record_locked(index, wanted) : Hpte{};
  if (entry) port_.spend(SoftwareWork::kFdEntry);
  return entry;
}

bool EntryRecorder::dirty(HpteIndex index) const {
  const std::uint64_t guest_r = port_.load_guest_r(index);
  return any(guest_r, hpte_r::kModified) ||
         pending_rc(index, guest_r, port_.load(index, HpteDword::k0));
}

bool EntryRecorder::pending_rc(HpteIndex index, std::uint64_t guest_r, std::uint64_t dword0) const {
  return any(dword0, hpte_v::kValid) && !has(Defect::rc_not_noticed) &&
         any(port_.load(index, HpteDword::k1), hpte_r::kRc & ~guest_r);
}

EntryKind EntryRecorder::kind(std::uint64_t dword0) const {
  const bool guest_valid = any(dword0, hpte_v::kValid | hpte_v::kAbsent);
  const bool selected = filter_ == EntryFilter::all || any(dword0, hpte_v::kBolted) ||
                        has(Defect::bolted_filter_ignored);
  return guest_valid && selected ? EntryKind::kValid : EntryKind::kInvalid;
}

std::optional<Hpte> EntryRecorder::record_locked(HpteIndex index, EntryKind wanted) const {
  const bool locks = !has(Defect::read_without_lock);
  if (locks) lock_hpte(port_, index);
  const std::uint64_t dword0 = port_.load(index, HpteDword::k0);
  const std::uint64_t dword1 = port_.load(index, HpteDword::k1);
  const std::uint64_t before = port_.load_guest_r(index);

  std::uint64_t guest_r = before;
  if (any(dword0, hpte_v::kValid) && any(dword1, hpte_r::kRc & ~guest_r)) {
    guest_r |= (dword1 & hpte_r::kRc) | hpte_r::kModified;
  }
  const bool reportable = pass_ == ScanPass::kFirst || any(guest_r, hpte_r::kModified);
  const bool recorded = reportable && kind(dword0) == wanted;
  if (consumes_modified(recorded)) guest_r &= ~hpte_r::kModified;
  if (guest_r != before) port_.store_guest_r(index, guest_r);
  if (locks) unlock_hpte(port_, index, dword0);

  if (!recorded) {
    port_.note_race(Race::kReportDropped);
    return std::nullopt;
  }
  if (wanted == EntryKind::kInvalid) return Hpte{};
  if (has(Defect::rc_not_harvested)) guest_r = before & ~hpte_r::kModified;
  if (has(Defect::host_dword1_reported)) guest_r = dword1;
  return reported({dword0, dword1}, guest_r);
}

bool EntryRecorder::consumes_modified(bool recorded) const {
  if (has(Defect::modified_cleared_unrecorded)) return true;
  if (has(Defect::modified_kept) && pass_ == ScanPass::kFirst) return false;
  return recorded;
}

Hpte EntryRecorder::reported(Hpte memory, std::uint64_t guest_r) const {
  std::uint64_t v = from_memory_format(memory, port_.geometry().format()).v;
  v = (v & ~hpte_v::kAbsent) | hpte_v::kValid;
  if (lock_bit_ == LockBit::kHidden) v &= ~hpte_v::kHvLock;
  return {v, guest_r & ~hpte_r::kModified};
}

}  // namespace htabsim
