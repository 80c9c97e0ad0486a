// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <boost/container/flat_set.hpp>
#include <boost/serialization/access.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "htabsim/model/base/serialize.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// A run of guest memory backed by host memory (KVM: memslot).
struct MemorySlot {
  GuestReal base;
  std::uint64_t bytes = 0;
  HostReal host_base;
  unsigned host_page_shift = 16;  ///< log2 of the bytes of the host pages behind it
  bool host_writable = true;      ///< false: the host has write-protected its pages at first

  [[nodiscard]] bool contains(GuestReal address) const {
    return address >= base && address - base < bytes;
  }

  friend bool operator==(const MemorySlot&, const MemorySlot&) = default;
};

/// Guest real to host real. Memory outside every slot is emulated MMIO (facts I2e).
class MemorySlots {
 public:
  /// Slots must not overlap.
  void add(const MemorySlot& slot) { slots_.push_back(slot); }

  [[nodiscard]] const std::vector<MemorySlot>& all() const { return slots_; }
  /// The bytes of all slots together.
  [[nodiscard]] std::uint64_t bytes() const;
  /// The slot that holds an address, or null.
  [[nodiscard]] const MemorySlot* find(GuestReal address) const;
  /// Where the host keeps a byte of guest memory; nothing if it is MMIO or withdrawn.
  [[nodiscard]] std::optional<HostReal> host_real(GuestReal address) const;
  /// The guest's name for a byte of host memory.
  [[nodiscard]] std::optional<GuestReal> guest_real(HostReal address) const;

  /// The same for memory that the host cannot withdraw: that of a real mode area.
  [[nodiscard]] std::optional<HostReal> pinned_real(GuestReal address) const;
  /// A run of guest addresses, both ends included.
  struct Span {
    GuestReal first;
    GuestReal last;
  };
  /// What else of the guest lies in the host's page of an address; nothing if that is MMIO.
  [[nodiscard]] std::optional<Span> host_page_span(GuestReal address) const;
  /// Whether two addresses lie in one page of the host.
  [[nodiscard]] bool share_host_page(GuestReal one, GuestReal other) const;

  /// Withdraws the host's page behind an address, or brings it back, for all guest addresses in
  /// that page. Does nothing for MMIO.
  void withdraw(GuestReal address);
  void restore(GuestReal address);
  /// Begins or ends a withdrawal that takes time: until its end nobody brings the page back (KVM:
  /// the invalidation of an MMU notifier). One page at a time.
  void begin_withdrawal(GuestReal address);
  void end_withdrawal() { held_back_.reset(); }
  [[nodiscard]] bool held_back(GuestReal address) const;

  /// Whether the host lets the guest store to its page behind an address.
  [[nodiscard]] bool writable(GuestReal address) const;
  /// The host write-protects its page, as it does to share it, or makes it writable again, as for a
  /// copy of its own. Does nothing for MMIO.
  void write_protect(GuestReal address);
  void make_writable(GuestReal address);

  friend bool operator==(const MemorySlots&, const MemorySlots&) = default;

 private:
  friend class boost::serialization::access;
  /// What has become of the slots' pages.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    serialize_sorted(archive, withdrawn_);
    serialize_sorted(archive, unlike_slot_);
    serialize_optional(archive, held_back_);
  }

  static std::uint64_t host_page(const MemorySlot& slot, GuestReal address);
  void set_writable(GuestReal address, bool writable);

  std::vector<MemorySlot> slots_;
  // First bytes of host pages:
  boost::unordered_flat_set<std::uint64_t> withdrawn_;
  boost::container::flat_set<std::uint64_t> unlike_slot_;  // writable if their slot is not
  std::optional<std::uint64_t> held_back_;
};

}  // namespace htabsim
