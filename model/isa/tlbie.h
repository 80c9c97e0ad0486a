// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "model/isa/hpte.h"
#include "model/isa/page_size.h"
#include "model/isa/quantity.h"
#include "model/isa/segment.h"

namespace htabsim {

/// RB of a tlbie for one page (facts H2, H3).
struct TlbieRb {
  std::uint64_t value = 0;

  friend auto operator<=>(const TlbieRb&, const TlbieRb&) = default;
};

/// The operand for the entry (v, r) at `index`, v in the ISA 2.07 format: the missing page number
/// bits come back from the PTEG's position (facts H4). `sizes` are the entry's page sizes.
TlbieRb compute_tlbie_rb(Hpte entry, HpteIndex index, HptePageSize sizes);

/// What a tlbie names: every cached translation of one actual page. RB carries the low 64 bits of
/// the virtual address only, so pages that differ above them go too (facts H6 allows it).
struct TlbieTarget {
  SegmentSize size = SegmentSize::k256M;
  HptePageSize pages;
  std::uint64_t va_low = 0;  ///< low 64 bits of the actual page's virtual address

  /// Whether a translation of a page of `cached` sizes at `va` must go.
  [[nodiscard]] bool matches(const VirtualAddress& va, HptePageSize cached) const;
};

/// Nothing if L||AP or LP is a reserved encoding.
std::optional<TlbieTarget> decode_tlbie(TlbieRb rb);

}  // namespace htabsim
