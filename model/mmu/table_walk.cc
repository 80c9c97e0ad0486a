// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/table_walk.h"

#include "htabsim/model/isa/hpte_match.h"

namespace htabsim {

namespace {

/// What a walk has found, and the entry as it lay in memory.
struct Found {
  WalkResult result;
  Hpte memory;
};

bool search_pteg(HptPort& port, const WalkRequest& request, HashKind kind, Found& found) {
  WalkResult& result = found.result;
  const PageSize base = request.segment.base_page;
  const PtegIndex group = port.geometry().pteg(page_hash(request.va, base, kind));
  const Pteg line = port.fetch_pteg(group);
  ++result.lines;
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    const Hpte entry = from_memory_format(line[slot], port.geometry().format());
    if (const auto actual = match_hpte(entry, kind, request.va, base)) {
      result.entry = entry;
      found.memory = line[slot];
      result.index = first_slot(group) + slot;
      result.sizes = {base, *actual};
      result.hash = kind;
      return true;
    }
  }
  return false;
}

/// False if the entry has changed meanwhile.
bool set_bit(HptPort& port, Found& found, std::uint64_t bit, RcByte byte, unsigned shift) {
  WalkResult& result = found.result;
  if (any(result.entry.r, bit)) return true;
  const Hpte memory =
      to_memory_format({result.entry.v, result.entry.r | bit}, port.geometry().format());
  if (!port.update_rc_byte(result.index, found.memory, byte,
                           static_cast<std::uint8_t>(memory.r >> shift))) {
    return false;
  }
  result.entry.r |= bit;
  result.rc_set |= bit;
  return true;
}

bool set_referenced(HptPort& port, Found& found) {
  return set_bit(port, found, hpte_r::kReferenced, RcByte::kReferenced, 8);
}

bool set_changed(HptPort& port, Found& found) {
  return set_bit(port, found, hpte_r::kChanged, RcByte::kChanged, 0);
}

/// One walk; false if the entry it found changed before R and C were set.
bool walk_once(HptPort& port, const WalkRequest& request, Found& found) {
  WalkResult& result = found.result;
  if (!search_pteg(port, request, HashKind::kPrimary, found) &&
      !search_pteg(port, request, HashKind::kSecondary, found)) {
    return true;
  }
  const PageProtection page = decode_protection(request.segment, result.entry.r);
  result.denied = denied(page, request.kind, request.problem_state, request.masks);
  if (result.denied != 0) {
    result.status = WalkStatus::kDenied;
    return request.speculative_r != SpeculativeR::denied || set_referenced(port, found);
  }
  result.status = WalkStatus::kFound;
  const bool sets_c = request.kind == AccessKind::kStore && request.clear_c == ClearC::kSet;
  return set_referenced(port, found) && (!sets_c || set_changed(port, found));
}

}  // namespace

bool serves(const WalkRequest& walk, const WalkRequest& other) {
  const unsigned page = shift(walk.segment.base_page);
  const bool same_page = walk.lpid == other.lpid && walk.segment == other.segment &&
                         walk.va.offset >> page == other.va.offset >> page;
  const bool same_rights = walk.problem_state == other.problem_state && walk.masks == other.masks &&
                           walk.speculative_r == other.speculative_r;
  const bool leaves_c = other.kind == AccessKind::kStore && other.clear_c == ClearC::kLeave;
  const bool does_all = leaves_c ? walk.kind != AccessKind::kFetch
                                 : walk.kind == other.kind && walk.clear_c == other.clear_c;
  return same_page && same_rights && does_all;
}

// What another kind of access was denied stays so: its walk has not set R, which the store needs.
WalkResult served_result(const WalkResult& walk, const WalkRequest& other) {
  WalkResult result = walk;
  result.rc_set = 0;  // by the walk that serves
  if (walk.status != WalkStatus::kFound) return result;
  const PageProtection page = decode_protection(other.segment, walk.entry.r);
  result.denied = denied(page, other.kind, other.problem_state, other.masks);
  if (result.denied != 0) result.status = WalkStatus::kDenied;
  return result;
}

WalkResult table_walk(HptPort& port, const WalkRequest& request) {
  unsigned lines = 0;
  std::uint64_t rc_set = 0;
  for (;;) {
    Found found;
    const bool done = walk_once(port, request, found);
    lines += found.result.lines;
    rc_set |= found.result.rc_set;
    if (!done) continue;
    found.result.lines = lines;
    found.result.rc_set = rc_set;
    return found.result;
  }
}

TlbEntry tlb_entry(const WalkRequest& request, const WalkResult& found) {
  TlbEntry page;
  page.lpid = request.lpid;
  page.page = request.va;
  page.page.offset &= ~low_mask(shift(found.sizes.base));
  page.sizes = found.sizes;
  page.real = found.page();
  page.r = found.entry.r;
  page.changed = any(found.entry.r, hpte_r::kChanged);
  return page;
}

}  // namespace htabsim
