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
/// Dword 1 of the same page without stores. Nobody gains a right by it.
std::uint64_t read_only(std::uint64_t r);

enum class HostAccess : std::uint8_t { kReadOnly, kReadWrite };

/// Dword 1 of guest memory at `host_page`: the host RPN with the protection and page size that the
/// guest asks for. Caching attributes become those of memory if the guest asks for others (facts
/// D12).
std::uint64_t memory_r(std::uint64_t guest_r, PageSize actual, HostReal host_page,
                       HostAccess access);
/// Dword 1 of memory that the host has withdrawn: no RPN, and key 0, unlike MMIO.
std::uint64_t withdrawn_r(std::uint64_t guest_r, PageSize actual);
/// Dword 1 of emulated MMIO: key 31, unlike memory.
std::uint64_t mmio_r(std::uint64_t guest_r);

}  // namespace htabsim
