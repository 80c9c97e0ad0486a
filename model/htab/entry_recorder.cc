// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/entry_recorder.h"

#include "htabsim/model/hpt/hpte_lock.h"

namespace htabsim {

HpteIndex EntryRecorder::next_dirty(HpteIndex index) const {
  const HpteIndex end(port_.geometry().hptes());
  return index < end ? port_.scan(EntryScan::for_dirty(rc_), index, end, std::nullopt).at : index;
}

std::optional<Hpte> EntryRecorder::record(HpteIndex index, EntryKind wanted) const {
  return record(index, wanted, looks_.look(port_, index));
}

HpteIndex EntryRecorder::record_invalid(HpteIndex index, HpteIndex end) const {
  while (index < end) {
    if (pass_ == ScanPass::kLater) {
      if (!record(index, EntryKind::kInvalid)) break;
    } else {
      const HptPort::Scanned scanned = port_.scan(looks_, index, end, SoftwareWork::kFdEntry);
      index = scanned.at;
      if (index == end || !record(index, EntryKind::kInvalid, scanned.look)) break;
    }
    ++index;
  }
  return index;
}

std::optional<Hpte> EntryRecorder::record(HpteIndex index, EntryKind wanted,
                                          const EntryScan::Look& seen) const {
  if (pass_ == ScanPass::kLater && !seen.dirty) return std::nullopt;
  if (kind(seen.dword0) != wanted) return std::nullopt;

  const bool needs_lock = wanted == EntryKind::kValid || seen.dirty;
  if (has(Defect::modified_cleared_early) && any(seen.guest_r, hpte_r::kModified)) {
    port_.store_guest_r(index, seen.guest_r & ~hpte_r::kModified);
  }
  const auto entry = needs_lock ? record_locked(index, wanted) : Hpte{};
  if (entry) port_.spend(SoftwareWork::kFdEntry);
  return entry;
}

std::uint64_t EntryRecorder::selected(EntryFilter filter, Defect defect) {
  const bool all = filter == EntryFilter::all || defect == Defect::bolted_filter_ignored;
  return all ? EntryScan::kGuestValid : hpte_v::kBolted;
}

EntryKind EntryRecorder::kind(std::uint64_t dword0) const {
  return looks_.is_valid(dword0) ? EntryKind::kValid : EntryKind::kInvalid;
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
