// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// What KVM_GET_DIRTY_LOG does to a hash guest (R54): it finds the pages that were stored to since
/// the last call. C of an entry in memory goes to the guest's dword 1, where only a new bit is a
/// change, and is cleared in memory, so that the next store sets it again.

/// Moves C of one entry to the dirty map; returns whether C was set. The entry is ABSENT
/// meanwhile, so that no store can set C unseen. When the guest is stopped, a store of C may still
/// be on its way to any writable page, so the entries of all these are locked and looked at.
bool harvest_changed(HptPort& port, const Partition& partition, HpteIndex index);

/// Takes the whole log: first from the table, as chains of pages are not kept, then from the dirty
/// map, which also has pages of entries that are gone. R and C of the pages' records stay, so that
/// an entry made anew can have C. Returns the number of dirty pages; a large page counts once.
std::uint64_t take_dirty_log(HptPort& port, const Partition& partition);

}  // namespace htabsim
