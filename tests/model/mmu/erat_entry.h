// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/mmu/erat.h"

namespace htabsim::mmu_test {

/// A page at `ea` of 2^shift bytes, at twice the address; 256 MB segment.
inline EratEntry erat_entry(std::uint64_t ea, unsigned shift = 12) {
  EratEntry entry;
  entry.page = Ea(ea);
  entry.shift = shift;
  entry.real = HostReal(ea * 2);
  entry.virtual_page = {SegmentSize::segment_256m, Vsid(7), ea & 0xfff'ffff};
  return entry;
}

/// The tlbie that takes an entry's page.
inline TlbieTarget target_of(const EratEntry& entry) {
  return {.lpid = entry.lpid,
          .size = entry.virtual_page.size,
          .pages = entry.page_sizes,
          .va_low = entry.virtual_page.vsid.value() << 28 | entry.virtual_page.offset};
}

}  // namespace htabsim::mmu_test
