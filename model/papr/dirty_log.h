// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// What KVM_GET_DIRTY_LOG does to a hash guest (R54): which pages have been stored to since it was
/// last asked. C that hardware has set goes to the guest's dword 1, which is a change only if it is
/// news there, and is cleared in the hardware copy, so that the next store sets it again.

/// Takes C of one entry, if it has it, to the page's record; says whether it did. The entry is
/// absent meanwhile, so that no store can set it again unseen. With the guest stopped C may be on
/// its way still wherever a page is writable, so those are looked at as closely.
bool harvest_changed(HptPort& port, const Partition& partition, HpteIndex index);

/// The whole log: goes over the table, as the chains of pages are not kept, then over the records
/// of all pages, where C from entries that are gone is as well. Gives the number of dirty pages, a
/// large one counted once.
std::uint64_t take_dirty_log(HptPort& port, const Partition& partition);

}  // namespace htabsim
