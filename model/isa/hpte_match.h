// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/isa/hash.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// Whether dword 0 of an entry of the `kind` group names the page: V, H, B and those bits of AVPN
/// that a page of `base` bytes has (facts D4).
bool match_dword0(std::uint64_t v, HashKind kind, const VirtualAddress& va, PageSize base);

/// Whether an entry of the `kind` group translates `va` for a segment of base page size `base`:
/// dword 0, and a page size encoding that is legal for the segment (facts D4). Gives the actual
/// page size.
std::optional<PageSize> match_hpte(Hpte entry, HashKind kind, const VirtualAddress& va,
                                   PageSize base);

}  // namespace htabsim
