// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// RB of a tlbie or tlbiel (facts H2, H3, H5).
struct TlbieRb {
  std::uint64_t value = 0;

  friend auto operator<=>(const TlbieRb&, const TlbieRb&) = default;
};

/// The operand for the entry (v, r) at `index`, v in the ISA 2.07 format: the missing page number
/// bits come back from the PTEG's position (facts H4). `sizes` are the entry's page sizes.
TlbieRb compute_tlbie_rb(Hpte entry, HpteIndex index, HptePageSize sizes);

/// How much goes (facts H5). A machine here has one partition and no process tags: what is all of
/// one of these is everything.
enum class TlbieScope : std::uint8_t { kPage, kCongruenceClass, kEverything };

/// What a tlbie or tlbiel names. RB carries the low 64 bits of a page's virtual address only, so
/// pages that differ above them go too (facts H6 allows it).
struct TlbieTarget {
  TlbieScope scope = TlbieScope::kPage;
  unsigned congruence_class = 0;  ///< of the TLB
  SegmentSize size = SegmentSize::segment_256m;
  HptePageSize pages;
  std::uint64_t va_low = 0;  ///< low 64 bits of the actual page's virtual address

  /// Whether a translation of a page of `cached` sizes at `va` must go. To one who does not know
  /// which congruence class it is in, each may be of the one that goes.
  [[nodiscard]] bool matches(const VirtualAddress& va, HptePageSize cached) const;
};

/// Nothing if IS is 0 and B, L||AP or LP is a reserved encoding.
std::optional<TlbieTarget> decode_tlbie(TlbieRb rb);
/// Likewise; any IS but 0 takes a congruence class.
std::optional<TlbieTarget> decode_tlbiel(TlbieRb rb);

}  // namespace htabsim
