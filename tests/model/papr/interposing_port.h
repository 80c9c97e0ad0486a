// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "htabsim/model/hpt/functional_port.h"

namespace htabsim {

/// A port for tests of races: writes down each operation by name, and lets another agent act on
/// the image just before a chosen one.
class InterposingPort final : public HptPort {
 public:
  explicit InterposingPort(HptImage& image)
      : HptPort(image.geometry()), inner_(image, [this](TlbieRb rb) { tlbies_.push_back(rb); }) {}

  /// Hardware that stores a walk's R and C only into the entry that was matched.
  bool checks_updates = false;

  /// Runs `action` before the `nth` operation of that name from now on, counted from 1.
  void before(std::string_view operation, unsigned nth, std::function<void()> action) {
    plans_.push_back({operation, nth, std::move(action)});
  }

  /// The operations since forget(), separated by spaces.
  [[nodiscard]] std::string trace() const {
    std::string text;
    for (const std::string_view operation : operations_) {
      if (!text.empty()) text += ' ';
      text += operation;
    }
    return text;
  }
  [[nodiscard]] std::ptrdiff_t count(std::string_view operation) const {
    return std::ranges::count(operations_, operation);
  }
  [[nodiscard]] const std::vector<TlbieRb>& tlbies() const { return tlbies_; }
  [[nodiscard]] const std::vector<Race>& races() const { return races_; }
  void forget() {
    operations_.clear();
    tlbies_.clear();
    races_.clear();
  }

  Pteg fetch_pteg(PtegIndex pteg) override {
    happens("pteg");
    return inner_.fetch_pteg(pteg);
  }
  std::uint64_t load(HpteIndex index, HpteDword which) override {
    happens(which == HpteDword::k0 ? "load0" : "load1");
    return inner_.load(index, which);
  }
  void store(HpteIndex index, HpteDword which, std::uint64_t value) override {
    happens(which == HpteDword::k0 ? "store0" : "store1");
    inner_.store(index, which, value);
  }
  bool store_conditional(HpteIndex index, std::uint64_t expected, std::uint64_t desired) override {
    happens("stcx");
    return inner_.store_conditional(index, expected, desired);
  }
  void store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) override {
    happens("stb");
    inner_.store_rc_byte(index, which, value);
  }
  bool update_rc_byte(HpteIndex index, const Hpte& matched, RcByte which,
                      std::uint8_t value) override {
    happens("stb");
    const Hpte now{inner_.load(index, HpteDword::k0), inner_.load(index, HpteDword::k1)};
    const bool same = now.v == matched.v && ((now.r ^ matched.r) & ~hpte_r::kRc) == 0;
    if (checks_updates && !same) return false;
    inner_.store_rc_byte(index, which, value);
    return true;
  }
  std::uint64_t load_guest_r(HpteIndex index) override {
    happens("load_guest");
    return inner_.load_guest_r(index);
  }
  void store_guest_r(HpteIndex index, std::uint64_t value) override {
    happens("store_guest");
    inner_.store_guest_r(index, value);
  }
  std::uint64_t load_page_rc(GuestReal page) override {
    happens("load_rc");
    return inner_.load_page_rc(page);
  }
  void merge_page_rc(GuestReal page, std::uint64_t rc) override {
    happens("merge_rc");
    inner_.merge_page_rc(page, rc);
  }
  void clear_page_rc(GuestReal page, std::uint64_t rc) override {
    happens("clear_rc");
    inner_.clear_page_rc(page, rc);
  }
  void barrier(BarrierPoint point) override {
    happens(mnemonic(barrier_at(point)));
    inner_.barrier(point);
  }
  void tlbie(TlbieRb rb) override {
    happens("tlbie");
    inner_.tlbie(rb);
  }
  void tlbiel(TlbieRb rb) override {
    happens("tlbiel");
    inner_.tlbie(rb);
  }
  void tlbsync() override {
    happens("tlbsync");
    inner_.tlbsync();
  }
  void spend(SoftwareWork kind) override {
    constexpr std::string_view kNames[kSoftwareWorkKinds] = {"spin",    "hcall",    "page_in",
                                                             "fd_call", "fd_entry", "fd_copy"};
    happens(kNames[static_cast<unsigned>(kind)]);
    inner_.spend(kind);
  }
  void note_race(Race race) override { races_.push_back(race); }
  void switch_table(HptImage table) override {
    happens("switch");
    inner_.switch_table(std::move(table));
  }

 private:
  struct Plan {
    std::string_view operation;
    unsigned left;
    std::function<void()> action;
  };

  void happens(std::string_view operation) {
    for (Plan& plan : plans_) {
      if (plan.operation == operation && plan.left != 0 && --plan.left == 0) plan.action();
    }
    operations_.push_back(operation);
  }

  FunctionalHptPort inner_;
  std::vector<Plan> plans_;
  std::vector<std::string_view> operations_;
  std::vector<TlbieRb> tlbies_;
  std::vector<Race> races_;
};

}  // namespace htabsim
