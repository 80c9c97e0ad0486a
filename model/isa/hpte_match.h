// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "htabsim/model/isa/hash.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// Whether dword 0 of an entry in the `kind` PTEG names the page: V, H, B and the bits of AVPN that
/// a page of size `base` has (facts D4).
bool match_dword0(std::uint64_t v, HashKind kind, const VirtualAddress& va, PageSize base);

/// The actual page size of an entry in the `kind` PTEG that translates `va` for a segment of base
/// page size `base`. Nothing if dword 0 does not match, or the page size encoding is not legal for
/// the segment (facts D4).
std::optional<PageSize> match_hpte(Hpte entry, HashKind kind, const VirtualAddress& va,
                                   PageSize base);

}  // namespace htabsim
