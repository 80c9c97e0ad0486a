// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/memory_slots.h"

#include <algorithm>
#include <numeric>

#include "htabsim/model/isa/bits.h"

namespace htabsim {

const MemorySlot* MemorySlots::find(GuestReal address) const {
  for (const MemorySlot& slot : slots_) {
    if (slot.contains(address)) return &slot;
  }
  return nullptr;
}

std::uint64_t MemorySlots::bytes() const {
  return std::accumulate(
      slots_.begin(), slots_.end(), std::uint64_t{0},
      [](std::uint64_t sum, const MemorySlot& slot) { return sum + slot.bytes; });
}

std::uint64_t MemorySlots::host_page(const MemorySlot& slot, GuestReal address) {
  const std::uint64_t host = slot.host_base.value() + (address - slot.base);
  return host >> slot.host_page_shift << slot.host_page_shift;
}

void MemorySlots::withdraw(GuestReal address) {
  if (const MemorySlot* slot = find(address)) withdrawn_.insert(host_page(*slot, address));
}

void MemorySlots::restore(GuestReal address) {
  const MemorySlot* slot = find(address);
  if (slot && !held_back(address)) withdrawn_.erase(host_page(*slot, address));
}

void MemorySlots::begin_withdrawal(GuestReal address) {
  withdraw(address);
  if (const MemorySlot* slot = find(address)) held_back_ = host_page(*slot, address);
}

bool MemorySlots::held_back(GuestReal address) const {
  const MemorySlot* slot = find(address);
  return slot && held_back_ == host_page(*slot, address);
}

bool MemorySlots::writable(GuestReal address) const {
  const MemorySlot* slot = find(address);
  return slot && slot->host_writable != unlike_slot_.contains(host_page(*slot, address));
}

void MemorySlots::set_writable(GuestReal address, bool writable) {
  const MemorySlot* slot = find(address);
  if (!slot) return;
  if (slot->host_writable == writable) {
    unlike_slot_.erase(host_page(*slot, address));
  } else {
    unlike_slot_.insert(host_page(*slot, address));
  }
}

void MemorySlots::write_protect(GuestReal address) { set_writable(address, false); }

void MemorySlots::make_writable(GuestReal address) { set_writable(address, true); }

std::optional<HostReal> MemorySlots::pinned_real(GuestReal address) const {
  const MemorySlot* slot = find(address);
  if (!slot) return std::nullopt;
  return slot->host_base + (address - slot->base);
}

std::optional<MemorySlots::Span> MemorySlots::host_page_span(GuestReal address) const {
  const MemorySlot* slot = find(address);
  if (!slot) return std::nullopt;
  const std::uint64_t mask = low_mask(slot->host_page_shift);
  const std::uint64_t in_page = (slot->host_base.value() + (address - slot->base)) & mask;
  const std::uint64_t before = std::min(in_page, address - slot->base);
  const std::uint64_t left = slot->bytes - 1 - (address - slot->base);
  return Span{GuestReal(address.value() - before), address + std::min(mask - in_page, left)};
}

bool MemorySlots::share_host_page(GuestReal one, GuestReal other) const {
  const MemorySlot* slot = find(one);
  return slot && slot->contains(other) && host_page(*slot, one) == host_page(*slot, other);
}

std::optional<HostReal> MemorySlots::host_real(GuestReal address) const {
  const MemorySlot* slot = find(address);
  if (!slot) return std::nullopt;
  if (!withdrawn_.empty() && withdrawn_.contains(host_page(*slot, address))) return std::nullopt;
  return pinned_real(address);
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
