// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/lpid.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// RB of a tlbie or tlbiel (facts H2, H3, H5).
struct TlbieRb {
  std::uint64_t value = 0;

  friend auto operator<=>(const TlbieRb&, const TlbieRb&) = default;
};

/// The operand for the entry (v, r) at `index`, with v in the ISA 2.07 format. The page number bits
/// that AVPN lacks come from the PTEG's position (facts H4). `sizes` are the entry's page sizes.
TlbieRb compute_tlbie_rb(Hpte entry, HpteIndex index, HptePageSize sizes);

/// How much is invalidated (facts H5). There are no process tags here, so all of a process is all
/// of its partition.
enum class TlbieScope : std::uint8_t { kPage, kCongruenceClass, kPartition, kEverything };

/// What a tlbie or tlbiel invalidates. RB carries only the low 64 bits of a page's virtual address,
/// so pages that differ above them go too (facts H6 allows it).
struct TlbieTarget {
  TlbieScope scope = TlbieScope::kPage;
  Lpid lpid{};
  unsigned congruence_class = 0;  ///< of the TLB
  SegmentSize size = SegmentSize::segment_256m;
  HptePageSize pages;
  std::uint64_t va_low = 0;  ///< low 64 bits of the actual page's virtual address
  /// The base page's first byte in the actual page, without the bits that RB does not carry.
  std::uint64_t base_page = 0;

  /// Of the VSIDs that RB tells apart: 64 bits of a virtual address hold 24 or 36 of a VSID's.
  static constexpr std::uint64_t kVsids = std::uint64_t{1} << 24;
  /// The page's virtual address, with the bits that RB carries.
  [[nodiscard]] VirtualAddress address() const;
  /// Whether RB carries all bits of the base page's place in the actual page.
  [[nodiscard]] bool names_base_page() const;

  /// Whether a cached translation of guest `of`, of a page of `cached` sizes at `va`, which serves
  /// as much as `reach` says, must go: base pages that RB cannot tell apart go together. A target
  /// that is a congruence class matches all, as it is not known here which class `va` is in.
  [[nodiscard]] bool matches(Lpid of, const VirtualAddress& va, HptePageSize cached,
                             MpssReach reach) const;
};

/// The target of a tlbie by a guest of this number. Nothing if IS is 0 and B, L||AP or LP is a
/// reserved encoding.
std::optional<TlbieTarget> decode_tlbie(TlbieRb rb, Lpid lpid = {});
/// The target of a tlbiel, likewise. Any IS but 0 invalidates a congruence class.
std::optional<TlbieTarget> decode_tlbiel(TlbieRb rb, Lpid lpid = {});

}  // namespace htabsim
