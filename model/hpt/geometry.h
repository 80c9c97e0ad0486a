// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Size and entry format of a hashed page table: 2^order bytes, order 18 to 46 (facts C4, C9).
class HptGeometry {
 public:
  static constexpr unsigned kMinOrder = 18;
  static constexpr unsigned kMaxOrder = 46;
  /// Whether a table may have 2^order bytes.
  static constexpr bool order_exists(std::uint64_t order) {
    return order >= kMinOrder && order <= kMaxOrder;
  }

  constexpr explicit HptGeometry(unsigned order, HpteFormat format = HpteFormat::isa207)
      : order_(order), format_(format) {}

  [[nodiscard]] constexpr unsigned order() const { return order_; }
  [[nodiscard]] constexpr HpteFormat format() const { return format_; }
  [[nodiscard]] constexpr std::uint64_t bytes() const { return std::uint64_t{1} << order_; }
  [[nodiscard]] constexpr std::uint64_t hptes() const { return bytes() / sizeof(RawHpte); }
  [[nodiscard]] constexpr std::uint64_t ptegs() const { return hptes() / kHptesPerPteg; }
  [[nodiscard]] constexpr bool contains(HpteIndex index) const { return index.value() < hptes(); }
  /// The PTEG that a hash selects (facts C5).
  [[nodiscard]] constexpr PtegIndex pteg(std::uint64_t hash) const {
    return PtegIndex(hash & (ptegs() - 1));
  }

 private:
  unsigned order_;
  HpteFormat format_;
};

}  // namespace htabsim
