// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/papr/hardware_view.h"

#include <algorithm>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/hpte.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kPpField = hpte_r::kPp0 | hpte_r::kPp;
constexpr std::uint64_t kCaching =
    hpte_r::kWriteThrough | hpte_r::kInhibited | hpte_r::kMemory | hpte_r::kGuarded;
constexpr std::uint64_t kStrongAccessOrder =
    hpte_r::kWriteThrough | hpte_r::kInhibited | hpte_r::kMemory;

std::uint64_t as_cacheable_memory(std::uint64_t r) {
  const std::uint64_t wimg = r & kCaching;
  if (wimg == kStrongAccessOrder) return r;
  return (r & ~kCaching) | hpte_r::kMemory;
}

}  // namespace

bool slot_can_hold(const MemorySlot& slot, PageSize actual) {
  const std::uint64_t in_page = low_mask(shift(actual));
  return !any(slot.base.value() | slot.bytes, in_page) && shift(actual) <= slot.host_page_shift;
}

bool writable(std::uint64_t r) {
  constexpr std::uint64_t kWritable[] = {0b00, 0b01, 0b10};
  return std::ranges::find(kWritable, r & kPpField) != std::end(kWritable);
}

std::uint64_t read_only(std::uint64_t r) {
  if (!writable(r)) return r;
  // Facts E1: 000 allows K=1 nothing, so it becomes 110; 001 and 010 let K=1 load: 011.
  const std::uint64_t pp = (r & hpte_r::kPp) == 0 ? hpte_r::kPp0 | 0b10 : 0b11;
  return r | pp;
}

std::uint64_t memory_r(std::uint64_t guest_r, PageSize actual, HostReal host_page,
                       HostAccess access) {
  const std::uint64_t kept = hpte_r::kPp0 | hpte_r::kKey | low_mask(shift(actual));
  const std::uint64_t r = as_cacheable_memory((guest_r & kept) | host_page.value());
  return access == HostAccess::kReadWrite ? r : read_only(r);
}

std::uint64_t withdrawn_r(std::uint64_t guest_r, PageSize actual) {
  return memory_r(guest_r, actual, HostReal(0), HostAccess::kReadWrite) & ~hpte_r::kKey;
}

std::uint64_t mmio_r(std::uint64_t guest_r) { return guest_r | hpte_r::kKey; }

}  // namespace htabsim
