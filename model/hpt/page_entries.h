// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "htabsim/model/hpt/image.h"
#include "htabsim/model/hpt/memory_slots.h"

namespace htabsim {

/// What the chains of the host's reverse map, and its list of pages in use, would say. They are not
/// kept here, so the whole table is searched.

/// See HptPort::entries_of().
std::vector<HpteIndex> page_entries(const HptImage& image, const MemorySlots& slots,
                                    GuestReal page);

/// The first VALID entry from `hand` on, continuing at the start of the table. Nothing if there is
/// none.
std::optional<HpteIndex> next_valid(const HptImage& image, HpteIndex hand);

}  // namespace htabsim
