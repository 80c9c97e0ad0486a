// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/hpt/port.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// First byte of the guest page that a guest's dword 1 maps.
GuestReal guest_page(std::uint64_t guest_r, PageSize actual);

/// Puts a page into its slot's dirty map. Does nothing for MMIO, which has none.
void mark_page_dirty(HptPort& port, const Partition& partition, GuestReal page);
/// The same for the page of `entry` (guest's dword 1, ISA 2.07 format).
void mark_page_dirty(HptPort& port, const Partition& partition, Hpte entry);

/// Adds R and C bits that hardware has set to the host's record of the page of `entry` (guest's
/// dword 1, ISA 2.07 format); with C the page is dirty, too. Does nothing for MMIO, which has no
/// record.
void record_page_rc(HptPort& port, const Partition& partition, Hpte entry, std::uint64_t rc);

/// Dword 1 with those of its R and C bits that the page's record already has. Other bits must come
/// from hardware, so that the host notices them (facts I2e, R47).
std::uint64_t keep_recorded_rc(HptPort& port, GuestReal page, std::uint64_t r);

/// Clears `bit` of the guest's dword 1, and notes the change if the bit was set (R53). Returns the
/// guest's dword 1 from before. The entry must be locked.
std::uint64_t take_guest_bit(HptPort& port, const Partition& partition, HpteIndex index,
                             std::uint64_t bit);

}  // namespace htabsim
