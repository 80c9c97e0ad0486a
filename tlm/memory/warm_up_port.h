// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/isa/access.h"
#include "htabsim/tlm/memory/hpt_memory.h"

namespace htabsim {

/// The port of a processor's walks and hcalls onto the table before time begins: it answers at once
/// and leaves the core's caches as the operations would.
class WarmUpPort final : public HptPort {
 public:
  /// Each tlbie goes to `sink`.
  WarmUpPort(HptMemory& memory, const GuestTable& table, CoreId core,
             FunctionalHptPort::TlbieSink sink);

  /// An access of a program gets to its bytes.
  void access_data(AccessKind kind, HostReal real, std::uint32_t bytes);

  Pteg fetch_pteg(PtegIndex pteg) override;
  std::uint64_t load(HpteIndex index, HpteDword which) override;
  void store(HpteIndex index, HpteDword which, std::uint64_t value) override;
  bool store_conditional(HpteIndex index, std::uint64_t expected, std::uint64_t desired) override;
  void store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) override;
  std::uint64_t load_guest_r(HpteIndex index) override;
  void store_guest_r(HpteIndex index, std::uint64_t value) override;
  std::uint64_t load_page_rc(GuestReal page) override;
  void merge_page_rc(GuestReal page, std::uint64_t rc) override;
  void clear_page_rc(GuestReal page, std::uint64_t rc) override;
  void barrier(BarrierPoint) override {}
  void tlbie(TlbieRb rb) override { port_.tlbie(rb); }
  void tlbsync() override {}
  void spend(SoftwareWork) override {}
  std::vector<HpteIndex> entries_of(const MemorySlots& slots, GuestReal page) override {
    return port_.entries_of(slots, page);
  }
  void switch_table(HptImage table) override { memory_.switch_table(lpid_, std::move(table)); }

 private:
  void read(std::uint64_t address, unsigned bytes);
  void write(std::uint64_t address, unsigned bytes);

  HptMemory& memory_;
  CoreId core_;
  Lpid lpid_;
  FunctionalHptPort port_;
};

}  // namespace htabsim
