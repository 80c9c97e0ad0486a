// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/h_read.h"

namespace htabsim {

namespace {

constexpr unsigned kGroup = 4;

Hpte read_as_guest(HptPort& port, PaprFlavour flavour, HpteIndex index) {
  const std::uint64_t dword0 = port.load(index, HpteDword::k0);
  const std::uint64_t dword1 = port.load(index, HpteDword::k1);
  Hpte entry = from_memory_format({dword0, dword1}, port.geometry().format());
  entry.v &= ~hpte_v::kHvLock;
  if (!any(entry.v, hpte_v::kValid | hpte_v::kAbsent)) {
    if (flavour == PaprFlavour::qemu) entry.r = 0;
    return entry;
  }
  const std::uint64_t guest_r = port.load_guest_r(index) & ~hpte_r::kModified;
  return {(entry.v & ~hpte_v::kAbsent) | hpte_v::kValid, guest_r | (entry.r & hpte_r::kRc)};
}

}  // namespace

ReadResult h_read(HptPort& port, const Partition& partition, std::uint64_t flags, HpteIndex ptex) {
  ReadResult result;
  if (!port.geometry().contains(ptex)) {
    result.status = HcallStatus::kParameter;
    return result;
  }
  const bool group = any(flags, hcall_flag::kRead4);
  const HpteIndex first = group ? ptex - ptex.value() % kGroup : ptex;
  for (unsigned i = 0; i < (group ? kGroup : 1); ++i) {
    result.entries.push_back(read_as_guest(port, partition.flavour, first + i));
  }
  return result;
}

}  // namespace htabsim
