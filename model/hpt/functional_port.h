// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>

#include "htabsim/model/hpt/port.h"

namespace htabsim {

/// A port that answers at once: for unit tests, conformance vectors, warm-up and offline tools.
class FunctionalHptPort final : public HptPort {
 public:
  using TlbieSink = std::function<void(TlbieRb)>;

  /// `image` must outlive the port. Each tlbie goes to `all`, each tlbiel to `own`, where there is
  /// one.
  explicit FunctionalHptPort(HptImage& image, TlbieSink all = {}, TlbieSink own = {})
      : HptPort(image.geometry()), image_(image), all_(std::move(all)), own_(std::move(own)) {}

  Pteg fetch_pteg(PtegIndex pteg) override { return image_.read_pteg(pteg); }
  std::uint64_t load(HpteIndex index, HpteDword which) override {
    return image_.load(index, which);
  }
  void store(HpteIndex index, HpteDword which, std::uint64_t value) override {
    image_.store(index, which, value);
  }
  bool store_conditional(HpteIndex index, std::uint64_t expected, std::uint64_t desired) override {
    return image_.store_conditional(index, expected, desired);
  }
  void store_rc_byte(HpteIndex index, RcByte which, std::uint8_t value) override {
    image_.store_rc_byte(index, which, value);
  }
  std::uint64_t load_guest_r(HpteIndex index) override { return image_.guest_r(index); }
  void store_guest_r(HpteIndex index, std::uint64_t r) override { image_.set_guest_r(index, r); }
  std::uint64_t load_page_rc(GuestReal page) override { return image_.page_rc(page); }
  void merge_page_rc(GuestReal page, std::uint64_t rc) override { image_.merge_page_rc(page, rc); }
  void clear_page_rc(GuestReal page, std::uint64_t rc) override { image_.clear_page_rc(page, rc); }
  void reset_page_rc() override { image_.reset_page_rc(); }
  HpteIndex next_to_scan(HpteIndex index) override { return image_.next_written(index); }
  void barrier(BarrierPoint) override {}
  void tlbie(TlbieRb rb) override {
    if (all_) all_(rb);
  }
  void tlbiel(TlbieRb rb) override {
    if (own_) {
      own_(rb);
    } else {
      tlbie(rb);
    }
  }
  void tlbsync() override {}
  void spend(SoftwareWork) override {}
  std::vector<HpteIndex> entries_of(const MemorySlots& slots, GuestReal page) override {
    return image_.chains().entries_of(slots, page);
  }
  void switch_table(HptImage table) override { image_.replace_table(std::move(table)); }

 private:
  HptImage& image_;
  TlbieSink all_;
  TlbieSink own_;
};

}  // namespace htabsim
