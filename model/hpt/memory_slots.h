// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "model/isa/quantity.h"

namespace htabsim {

/// A run of guest memory backed by host memory (KVM: memslot).
struct MemorySlot {
  GuestReal base;
  std::uint64_t bytes = 0;
  HostReal host_base;
  unsigned host_page_shift = 16;  ///< log2 of the bytes of the host pages behind it
  bool host_writable = true;      ///< false: the host has write-protected its pages

  [[nodiscard]] bool contains(GuestReal address) const {
    return address >= base && address - base < bytes;
  }
};

/// Guest real to host real. Memory outside every slot is emulated MMIO (facts I2e).
class MemorySlots {
 public:
  /// Slots must not overlap.
  void add(const MemorySlot& slot) { slots_.push_back(slot); }

  /// Of all slots together.
  [[nodiscard]] std::uint64_t bytes() const;
  /// The slot an address lies in, or null.
  [[nodiscard]] const MemorySlot* find(GuestReal address) const;
  /// Where the host keeps a byte of guest memory; nothing if it is MMIO or withdrawn.
  [[nodiscard]] std::optional<HostReal> host_real(GuestReal address) const;
  /// The guest's name for a byte of host memory.
  [[nodiscard]] std::optional<GuestReal> guest_real(HostReal address) const;

  /// The host withdraws its page behind an address, or brings it back: all guest addresses in that
  /// page go and come together. Nothing for MMIO.
  void withdraw(GuestReal address);
  void restore(GuestReal address);

 private:
  static std::uint64_t host_page(const MemorySlot& slot, GuestReal address);

  std::vector<MemorySlot> slots_;
  boost::unordered_flat_set<std::uint64_t> withdrawn_;  // first bytes of host pages
};

}  // namespace htabsim
