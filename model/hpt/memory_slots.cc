// SPDX-License-Identifier: Apache-2.0
#include "model/hpt/memory_slots.h"

namespace htabsim {

const MemorySlot* MemorySlots::find(GuestReal address) const {
  for (const MemorySlot& slot : slots_) {
    if (slot.contains(address)) return &slot;
  }
  return nullptr;
}

std::optional<HostReal> MemorySlots::host_real(GuestReal address) const {
  const MemorySlot* slot = find(address);
  if (!slot || withdrawn_.contains(address.value() >> kFrameShift)) return std::nullopt;
  return slot->host_base + (address - slot->base);
}

std::optional<GuestReal> MemorySlots::guest_real(HostReal address) const {
  for (const MemorySlot& slot : slots_) {
    if (address >= slot.host_base && address - slot.host_base < slot.bytes) {
      return slot.base + (address - slot.host_base);
    }
  }
  return std::nullopt;
}

}  // namespace htabsim
