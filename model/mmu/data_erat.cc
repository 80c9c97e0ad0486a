// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/mmu/data_erat.h"

namespace htabsim {

DataErat::DataErat(std::size_t entries, std::size_t secondary_entries) : primary_(entries) {
  if (secondary_entries != 0) secondary_.emplace(secondary_entries);
}

const EratEntry* DataErat::promote(Ea ea) {
  if (!secondary_) return nullptr;
  const EratEntry* entry = secondary_->lookup(ea);
  if (entry == nullptr) return nullptr;
  primary_.insert(*entry);
  return primary_.lookup(ea);
}

void DataErat::insert(const EratEntry& entry) {
  primary_.insert(entry);
  if (secondary_) secondary_->insert(entry);
}

void DataErat::drop(Ea ea) {
  primary_.drop(ea);
  if (secondary_) secondary_->drop(ea);
}

void DataErat::invalidate(const TlbieTarget& target) {
  primary_.invalidate(target);
  if (secondary_) secondary_->invalidate(target);
}

void DataErat::invalidate_segment(Ea segment, SegmentSize size) {
  primary_.invalidate_segment(segment, size);
  if (secondary_) secondary_->invalidate_segment(segment, size);
}

void DataErat::invalidate_all() {
  primary_.invalidate_all();
  if (secondary_) secondary_->invalidate_all();
}

}  // namespace htabsim
