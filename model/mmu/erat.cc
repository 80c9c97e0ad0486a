// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/erat.h"

#include <algorithm>
#include <cassert>

namespace htabsim {

Erat::Erat(std::size_t entries) : entries_(entries), last_use_(entries) {
  assert(entries > 0 && entries <= 0x10000);
}

const EratEntry* Erat::search(Ea ea) {
  for (std::size_t way = 0; way < entries_.size(); ++way) {
    if (entries_[way].shift == 0 || !entries_[way].covers(ea)) continue;
    hint_[hint_slot(ea)] = static_cast<std::uint16_t>(way);
    last_use_[way] = ++uses_;
    return &entries_[way];
  }
  return nullptr;
}

void Erat::insert(const EratEntry& entry) {
  std::size_t victim = 0;
  for (std::size_t way = 0; way < entries_.size(); ++way) {
    if (entries_[way].shift == 0) {
      victim = way;
      break;
    }
    if (last_use_[way] < last_use_[victim]) victim = way;
  }
  entries_[victim] = entry;
  last_use_[victim] = ++uses_;
  hint_[hint_slot(entry.page)] = static_cast<std::uint16_t>(victim);
}

void Erat::drop(Ea ea) {
  for (EratEntry& entry : entries_) {
    if (entry.covers(ea)) entry.shift = 0;
  }
}

void Erat::invalidate(const TlbieTarget& target) {
  for (EratEntry& entry : entries_) {
    if (target.matches(entry.lpid, entry.virtual_page, entry.page_sizes, entry.reach))
      entry.shift = 0;
  }
}

void Erat::invalidate_segment(Ea segment, SegmentSize size) {
  for (EratEntry& entry : entries_) {
    if (entry.segment_size != size) continue;
    if (((entry.page.value() ^ segment.value()) >> shift(size)) == 0) entry.shift = 0;
  }
}

void Erat::invalidate_all() {
  for (EratEntry& entry : entries_) entry.shift = 0;
}

}  // namespace htabsim
