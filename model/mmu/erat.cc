// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/erat.h"

#include <cassert>

namespace htabsim {

Erat::Erat(std::size_t entries) : entries_(entries), order_(entries), index_(entries) {
  assert(entries > 0 && entries <= 0x10000);
  index_entries();
}

void Erat::index_entries() {
  index_ = GranuleIndex(entries_.size());
  free_.clear();
  for (std::size_t way = 0; way < entries_.size(); ++way) {
    const EratEntry& entry = entries_[way];
    if (entry.shift == 0) {
      free_.insert(free_.end(), way);
    } else {
      index_.add(way, entry.page, entry.shift);
    }
  }
}

const EratEntry* Erat::search(Ea ea) {
  const auto way = index_.find(ea);
  if (!way) return nullptr;
  hint_[hint_slot(ea)] = static_cast<std::uint16_t>(*way);
  order_.use(*way);
  return &entries_[*way];
}

std::size_t Erat::take_place() {
  if (free_.empty()) {
    const std::size_t oldest = order_.oldest();
    index_.remove(oldest);
    return oldest;
  }
  return free_.extract(free_.begin()).value();
}

void Erat::insert(const EratEntry& entry) {
  const std::size_t way = take_place();
  entries_[way] = entry;
  order_.use(way);
  index_.add(way, entry.page, entry.shift);
  hint_[hint_slot(entry.page)] = static_cast<std::uint16_t>(way);
}

void Erat::discard(std::size_t way) {
  index_.remove(way);
  entries_[way].shift = 0;
  free_.insert(way);
}

void Erat::drop(Ea ea) {
  while (const auto way = index_.find(ea)) discard(*way);
}

template <class Condition>
void Erat::discard_if(const Condition& condition) {
  for (std::size_t way = 0; way < entries_.size(); ++way) {
    if (entries_[way].shift != 0 && condition(entries_[way])) discard(way);
  }
}

void Erat::invalidate(const TlbieTarget& target) {
  discard_if([&](const EratEntry& entry) {
    return target.matches(entry.lpid, entry.virtual_page, entry.page_sizes, entry.reach);
  });
}

void Erat::invalidate_segment(Ea segment, SegmentSize size) {
  discard_if([&](const EratEntry& entry) {
    return entry.segment_size == size &&
           ((entry.page.value() ^ segment.value()) >> shift(size)) == 0;
  });
}

void Erat::invalidate_all() {
  discard_if([](const EratEntry&) { return true; });
}

}  // namespace htabsim
