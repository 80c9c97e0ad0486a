// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "htabsim/model/hpt/port.h"

namespace htabsim::htab_test {

enum class PortOp : std::uint8_t {
  kFetchPteg,
  kLoad0,
  kLoad1,
  kStore0,
  kStore1,
  kStoreConditional,
  kStoreRcByte,
  kLoadGuestR,
  kStoreGuestR,
  kLoadPageRc,
  kMergePageRc,
  kClearPageRc,
  kBarrier,
  kTlbie,
  kTlbsync,
  kSpend,
};

/// A port that notes each operation and lets a test act just before it, as another agent would.
class HookedPort final : public HptPort {
 public:
  using Hook = std::function<void(PortOp, HpteIndex)>;

  explicit HookedPort(HptPort& inner) : HptPort(inner.geometry()), inner_(inner) {}

  /// Runs before each operation; operations on no entry give index 0. The hook itself must work on
  /// the port inside.
  void set_hook(Hook hook) { hook_ = std::move(hook); }
  /// Runs `action` once, before the first `op` on `index`.
  void once_before(PortOp op, HpteIndex index, std::function<void()> action) {
    set_hook([=, done = false](PortOp at, HpteIndex of) mutable {
      if (done || at != op || of != index) return;
      done = true;
      action();
    });
  }
  [[nodiscard]] const std::vector<PortOp>& ops() const { return ops_; }
  [[nodiscard]] const std::vector<SoftwareWork>& work() const { return work_; }
  void forget() {
    ops_.clear();
    work_.clear();
  }

  Pteg fetch_pteg(PtegIndex pteg) override {
    note(PortOp::kFetchPteg, first_slot(pteg));
    return inner_.fetch_pteg(pteg);
  }
  std::uint64_t load(HpteIndex index, HpteDword which) override {
    note(which == HpteDword::k0 ? PortOp::kLoad0 : PortOp::kLoad1, index);
    return inner_.load(index, which);
  }
  void store(HpteIndex index, HpteDword which, std::uint64_t value) override {
    note(which == HpteDword::k0 ? PortOp::kStore0 : PortOp::kStore1, index);
    inner_.store(index, which, value);
  }
  bool store_conditional(HpteIndex index, std::uint64_t expected, std::uint64_t desired) override {
    note(PortOp::kStoreConditional, index);
    return inner_.store_conditional(index, expected, desired);
  }
  void store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) override {
    note(PortOp::kStoreRcByte, index);
    inner_.store_rc_byte(index, which, value);
  }
  std::uint64_t load_guest_r(HpteIndex index) override {
    note(PortOp::kLoadGuestR, index);
    return inner_.load_guest_r(index);
  }
  void store_guest_r(HpteIndex index, std::uint64_t value) override {
    note(PortOp::kStoreGuestR, index);
    inner_.store_guest_r(index, value);
  }
  std::uint64_t load_page_rc(GuestReal page) override {
    note(PortOp::kLoadPageRc, HpteIndex(0));
    return inner_.load_page_rc(page);
  }
  void merge_page_rc(GuestReal page, std::uint64_t rc) override {
    note(PortOp::kMergePageRc, HpteIndex(0));
    inner_.merge_page_rc(page, rc);
  }
  void clear_page_rc(GuestReal page, std::uint64_t rc) override {
    note(PortOp::kClearPageRc, HpteIndex(0));
    inner_.clear_page_rc(page, rc);
  }
  std::vector<HpteIndex> entries_of(const MemorySlots& slots, GuestReal page) override {
    return inner_.entries_of(slots, page);
  }
  void barrier(BarrierPoint point) override {
    note(PortOp::kBarrier, HpteIndex(0));
    inner_.barrier(point);
  }
  void tlbie(TlbieRb rb) override {
    note(PortOp::kTlbie, HpteIndex(0));
    inner_.tlbie(rb);
  }
  void tlbsync() override {
    note(PortOp::kTlbsync, HpteIndex(0));
    inner_.tlbsync();
  }
  void spend(SoftwareWork kind) override {
    work_.push_back(kind);
    note(PortOp::kSpend, HpteIndex(0));
    inner_.spend(kind);
  }

 private:
  void note(PortOp op, HpteIndex index) {
    ops_.push_back(op);
    if (hook_) hook_(op, index);
  }

  HptPort& inner_;
  Hook hook_;
  std::vector<PortOp> ops_;
  std::vector<SoftwareWork> work_;
};

}  // namespace htabsim::htab_test
