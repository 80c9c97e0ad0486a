// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "htabsim/model/hpt/image.h"
#include "htabsim/model/hpt/memory_slots.h"

namespace htabsim {

/// What the host's reverse map and its list of pages in use would say, found out by a look at the
/// whole table, as their chains are not kept here.

/// See HptPort::entries_of().
std::vector<HpteIndex> page_entries(const HptImage& image, const MemorySlots& slots,
                                    GuestReal page);

/// The first VALID entry from `hand` on, round the table; nothing if there is none.
std::optional<HpteIndex> next_valid(const HptImage& image, HpteIndex hand);

}  // namespace htabsim
