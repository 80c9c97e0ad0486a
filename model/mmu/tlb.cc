// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/tlb.h"

#include <algorithm>
#include <cassert>
#include <span>

namespace htabsim {

Tlb::Tlb(std::size_t entries, std::size_t ways, MpssReach reach)
    : set_(std::max<std::size_t>(entries / ways, 1)),
      ways_(ways),
      reach_(reach),
      storage_(set_.sets() * ways_),
      hints_(storage_.size()) {
  assert(entries > 0 && ways > 0);
}

Tlb::Place Tlb::place(const VirtualAddress& va, HptePageSize sizes) const {
  const std::uint64_t number = va.offset >> shift(served_page(sizes, reach_));
  return {set_.of(number ^ va.vsid.value()) * ways_, number ^ va.vsid.value() << 32};
}

Tlb::Way* Tlb::find(const VirtualAddress& va, HptePageSize sizes, Lpid lpid) {
  const auto [first, hint] = place(va, sizes);
  const unsigned served = shift(served_page(sizes, reach_));
  for (std::size_t i = first; i < first + ways_; ++i) {
    if (hints_[i] != hint) continue;
    Way& way = storage_[i];
    if (way.valid && way.entry.sizes == sizes && way.entry.page.vsid == va.vsid &&
        way.entry.page.size == va.size && way.entry.lpid == lpid &&
        ((way.entry.page.offset ^ va.offset) >> served) == 0) {
      return &way;
    }
  }
  return nullptr;
}

Tlb::Lookup Tlb::lookup(const VirtualAddress& va, PageSize base, Lpid lpid) {
  Lookup found;
  for (const PageSize actual : kAllPageSizes) {
    if (actual < base || population_[static_cast<std::size_t>(actual)] == 0) continue;
    Way* way = find(va, {base, actual}, lpid);
    if (way == nullptr) continue;
    if (found.match == Match::kHit) return {Match::kMultihit, nullptr};
    way->last_use = ++uses_;
    found = {Match::kHit, &way->entry};
  }
  return found;
}

void Tlb::insert(const TlbEntry& entry) {
  Way* way = find(entry.page, entry.sizes, entry.lpid);
  if (way == nullptr) {
    const auto [first_way, hint] = place(entry.page, entry.sizes);
    const auto first = storage_.begin() + static_cast<std::ptrdiff_t>(first_way);
    way = &*std::min_element(first, first + static_cast<std::ptrdiff_t>(ways_),
                             [](const Way& a, const Way& b) {
                               if (a.valid != b.valid) return b.valid;
                               return a.last_use < b.last_use;
                             });
    discard(*way);
    hints_[static_cast<std::size_t>(way - storage_.data())] = hint;
    ++population_[static_cast<std::size_t>(entry.sizes.actual)];
  }
  *way = {entry, ++uses_, true};
}

void Tlb::discard(Way& way) {
  if (!way.valid) return;
  way.valid = false;
  --population_[static_cast<std::size_t>(way.entry.sizes.actual)];
}

void Tlb::invalidate(const TlbieTarget& target) {
  if (target.scope == TlbieScope::kCongruenceClass) {
    invalidate_class(target.congruence_class);
    return;
  }
  const bool page = target.scope == TlbieScope::kPage;
  if (page && population_[static_cast<std::size_t>(target.pages.actual)] == 0) return;
  std::span<Way> ways = storage_;
  if (page && reveals_set(target)) {
    ways = ways.subspan(place(target.address(), target.pages).first_way, ways_);
  }
  for (Way& way : ways) {
    if (target.matches(way.entry.lpid, way.entry.page, way.entry.sizes, reach_)) discard(way);
  }
}

/// Whether RB carries all address bits that select the set.
bool Tlb::reveals_set(const TlbieTarget& target) const {
  return set_.sets() <= TlbieTarget::kVsids && set_.is_of_low_bits() &&
         (reach_ == MpssReach::actual || target.names_base_page());
}

void Tlb::invalidate_class(std::size_t congruence_class) {
  if (congruence_class >= set_.sets()) return;
  for (std::size_t way = 0; way < ways_; ++way) discard(storage_[congruence_class * ways_ + way]);
}

void Tlb::invalidate_all() {
  for (Way& way : storage_) discard(way);
}

}  // namespace htabsim
