// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/reverse_map.h"

#include "htabsim/model/isa/bits.h"

namespace htabsim {

GuestReal guest_page(std::uint64_t guest_r, PageSize actual) {
  return GuestReal(guest_r & hpte_r::kRpn & ~low_mask(shift(actual)));
}

void mark_page_dirty(HptPort& port, const Partition& partition, GuestReal page) {
  if (partition.slots.find(page)) port.merge_page_rc(page, kDirtyPage);
}

void mark_page_dirty(HptPort& port, const Partition& partition, Hpte entry) {
  const auto sizes = kvm_page_size(entry.v, entry.r);
  if (sizes) mark_page_dirty(port, partition, guest_page(entry.r, sizes->actual));
}

void record_page_rc(HptPort& port, const Partition& partition, Hpte entry, std::uint64_t rc) {
  const auto sizes = kvm_page_size(entry.v, entry.r);
  if (!sizes) return;
  const GuestReal page = guest_page(entry.r, sizes->actual);
  const std::uint64_t dirty = any(rc, hpte_r::kChanged) ? kDirtyPage : 0;
  if (partition.slots.find(page)) port.merge_page_rc(page, rc | dirty);
}

std::uint64_t keep_recorded_rc(HptPort& port, GuestReal page, std::uint64_t r) {
  return r & (port.load_page_rc(page) | ~hpte_r::kRc);
}

std::uint64_t take_guest_bit(HptPort& port, const Partition& partition, HpteIndex index,
                             std::uint64_t bit) {
  const std::uint64_t guest_r = port.load_guest_r(index);
  if (any(guest_r, bit)) port.store_guest_r(index, partition.note_modification(guest_r & ~bit));
  return guest_r;
}

}  // namespace htabsim
