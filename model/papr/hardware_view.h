// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/hpt/memory_slots.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// How the hypervisor turns a guest's dword 1 into the one that hardware walks (facts I2e). All
/// dwords are in the ISA 2.07 format.

/// Whether a guest page may be mapped onto a slot: the slot starts and ends on a boundary of such
/// pages, and the host's own pages are no smaller (facts I2e, R46).
bool slot_can_hold(const MemorySlot& slot, PageSize actual);

/// Whether PP lets anyone store.
bool writable(std::uint64_t r);
/// The same page without stores: nobody gains a right that they did not have.
std::uint64_t read_only(std::uint64_t r);

enum class HostAccess : std::uint8_t { kReadOnly, kReadWrite };

/// Dword 1 of guest memory at `host_page`: protection and page size as the guest says, host RPN,
/// and memory's caching attributes where the guest asks for another page's (facts D12).
std::uint64_t memory_r(std::uint64_t guest_r, PageSize actual, HostReal host_page,
                       HostAccess access);
/// Dword 1 of memory that the host has withdrawn: no RPN, and key 0 tells it from MMIO.
std::uint64_t withdrawn_r(std::uint64_t guest_r, PageSize actual);
/// Dword 1 of emulated MMIO: key 31, which tells it from memory.
std::uint64_t mmio_r(std::uint64_t guest_r);

}  // namespace htabsim
