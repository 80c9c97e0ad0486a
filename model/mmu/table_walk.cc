// SPDX-License-Identifier: Apache-2.0
#include "model/mmu/table_walk.h"

#include "model/isa/hpte_match.h"

namespace htabsim {

namespace {

bool search_group(HptPort& port, const WalkRequest& request, HashKind kind, WalkResult& result) {
  const PageSize base = request.segment.base_page;
  const PtegIndex group = port.geometry().pteg(page_hash(request.va, base, kind));
  const Pteg line = port.fetch_pteg(group);
  ++result.lines;
  for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
    const Hpte entry = from_memory_format(line[slot], port.geometry().format());
    if (const auto actual = match_hpte(entry, kind, request.va, base)) {
      result.entry = entry;
      result.index = first_slot(group) + slot;
      result.sizes = {base, *actual};
      result.hash = kind;
      return true;
    }
  }
  return false;
}

void set_bit(HptPort& port, WalkResult& result, std::uint64_t bit, RcByte byte, unsigned shift) {
  if (any(result.entry.r, bit)) return;
  result.entry.r |= bit;
  result.rc_set |= bit;
  const Hpte memory = to_memory_format(result.entry, port.geometry().format());
  port.store_rc_byte(result.index, byte, static_cast<std::uint8_t>(memory.r >> shift));
}

}  // namespace

bool same_lookup(const WalkRequest& a, const WalkRequest& b) {
  const unsigned page = shift(a.segment.base_page);
  return a.segment == b.segment && a.va.offset >> page == b.va.offset >> page && a.kind == b.kind &&
         a.problem_state == b.problem_state && a.masks == b.masks &&
         a.speculative_r == b.speculative_r;
}

WalkResult table_walk(HptPort& port, const WalkRequest& request) {
  WalkResult result;
  if (!search_group(port, request, HashKind::kPrimary, result) &&
      !search_group(port, request, HashKind::kSecondary, result)) {
    return result;
  }
  const PageProtection page = decode_protection(request.segment, result.entry.r);
  result.denied = denied(page, request.kind, request.problem_state, request.masks);
  if (result.denied != 0) {
    result.status = WalkStatus::kDenied;
    if (request.speculative_r == SpeculativeR::kDenied) {
      set_bit(port, result, hpte_r::kReferenced, RcByte::kReferenced, 8);
    }
    return result;
  }
  result.status = WalkStatus::kFound;
  set_bit(port, result, hpte_r::kReferenced, RcByte::kReferenced, 8);
  if (request.kind == AccessKind::kStore) {
    set_bit(port, result, hpte_r::kChanged, RcByte::kChanged, 0);
  }
  return result;
}

}  // namespace htabsim
