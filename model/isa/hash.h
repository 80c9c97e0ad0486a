// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// Which of its two PTEGs an entry is in: H of dword 0.
enum class HashKind : std::uint8_t { kPrimary, kSecondary };

/// The 39-bit primary hash of a page (facts C2).
constexpr std::uint64_t primary_hash(const VirtualAddress& va, PageSize base) {
  const std::uint64_t vsid = va.vsid.value();
  const std::uint64_t spread = va.size == SegmentSize::segment_256m ? vsid : vsid ^ (vsid << 25);
  return (spread ^ (va.offset >> shift(base))) & ((std::uint64_t{1} << 39) - 1);
}

/// The hash that selects a PTEG: the secondary one is the primary's complement (facts C3).
constexpr std::uint64_t page_hash(const VirtualAddress& va, PageSize base, HashKind kind) {
  const std::uint64_t primary = primary_hash(va, base);
  return kind == HashKind::kPrimary ? primary : ~primary;
}

}  // namespace htabsim
