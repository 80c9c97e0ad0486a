// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/hpte_match.h"

#include <algorithm>

#include "htabsim/model/isa/bits.h"

namespace htabsim {

bool match_dword0(std::uint64_t v, HashKind kind, const VirtualAddress& va, PageSize base) {
  if (!any(v, hpte_v::kValid)) return false;
  if (any(v, hpte_v::kSecondary) != (kind == HashKind::kSecondary)) return false;
  const std::uint64_t ignored = low_mask(std::max(shift(base), 23U) - 23U) << hpte_v::kAvpnShift;
  return ((v ^ avpn_field(va, base)) & hpte_v::kCompare & ~ignored) == 0;
}

std::optional<PageSize> match_hpte(Hpte entry, HashKind kind, const VirtualAddress& va,
                                   PageSize base) {
  if (!match_dword0(entry.v, kind, va, base)) return std::nullopt;
  return actual_page_size(entry.v, entry.r, base);
}

}  // namespace htabsim
