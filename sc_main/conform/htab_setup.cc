// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_setup.h"

namespace htabsim {

Partition htab_partition() {
  Partition partition;
  partition.slots.add({.base = GuestReal(0),
                       .bytes = std::uint64_t{1} << 44,
                       .host_base = HostReal(std::uint64_t{1} << 46),
                       .host_page_shift = shift(PageSize::page_16m)});
  return partition;
}

void touch_entry(HptPort& port, HpteIndex index, std::uint64_t rc) {
  const PtegIndex pteg = pteg_of(index);
  const Hpte memory = port.fetch_pteg(pteg)[index - first_slot(pteg)];
  if (!any(memory.v, hpte_v::kValid)) return;
  const std::uint64_t r = memory.r | rc;
  if (any(rc, hpte_r::kReferenced)) {
    port.store_rc_byte(index, RcByte::kReferenced, static_cast<std::uint8_t>(r >> 8));
  }
  if (any(rc, hpte_r::kChanged)) {
    port.store_rc_byte(index, RcByte::kChanged, static_cast<std::uint8_t>(r));
  }
}

void write_change_flag(HptPort& port, HpteIndex index, HtabMachine::ChangeFlag flag) {
  const std::uint64_t guest_r = port.load_guest_r(index) & ~hpte_r::kModified;
  const bool changed = flag == HtabMachine::ChangeFlag::kSet;
  port.store_guest_r(index, changed ? guest_r | hpte_r::kModified : guest_r);
}

}  // namespace htabsim
