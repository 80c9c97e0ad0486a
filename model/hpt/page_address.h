// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/geometry.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// The virtual address of the base page that an entry (ISA 2.07 format) maps. AVPN has its upper
/// bits; the page number bits below follow from the PTEG of the entry (facts D3, H4).
VirtualAddress page_address(Hpte entry, HpteIndex index, PageSize base,
                            const HptGeometry& geometry);

}  // namespace htabsim
