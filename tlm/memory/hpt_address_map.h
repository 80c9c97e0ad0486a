// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "htabsim/model/cache/line_cache.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Where a HPT socket finds what: the table, KVM's reverse-map words (8 bytes an entry), the host's
/// R and C record of each 4 KB page of guest memory (8 bytes a page, numbered by the guest), and
/// the guest's memory itself, by host real address, of which only the time is modelled.
namespace hpt_address {
inline constexpr std::uint64_t kTable = 0;
inline constexpr std::uint64_t kReverseMap = std::uint64_t{1} << 60;
inline constexpr std::uint64_t kPageRecords = std::uint64_t{1} << 61;
inline constexpr std::uint64_t kGuestMemory = std::uint64_t{1} << 62;
inline constexpr std::uint64_t kRegion = kReverseMap | kPageRecords | kGuestMemory;
/// For the caches alone, so far lies a guest's next table from the one before, and the next guest's
/// behind so many of them.
inline constexpr std::uint64_t kTableDistance = std::uint64_t{1} << 50;
inline constexpr std::uint64_t kPlacesOfAGuest = 32;
/// As many guests a host can have.
inline constexpr std::uint64_t kMostGuests = kReverseMap / kTableDistance / kPlacesOfAGuest;

constexpr std::uint64_t of_entry(HpteIndex index, unsigned offset = 0) {
  return kTable + index.value() * sizeof(RawHpte) + offset;
}
constexpr std::uint64_t of_dword(HpteIndex index, HpteDword which) {
  return of_entry(index, which == HpteDword::k0 ? 0 : 8);
}
constexpr std::uint64_t of_reverse_map(HpteIndex index) { return kReverseMap + index.value() * 8; }
constexpr std::uint64_t of_page_record(GuestReal page) {
  return kPageRecords + (page.value() >> 12) * 8;
}
}  // namespace hpt_address

/// Calls `visit(address)` for each line of guest memory that an access of `bytes` bytes gets to.
template <class Visit>
void for_each_line(HostReal real, std::uint32_t bytes, const Visit& visit) {
  const std::uint64_t first = real.value() / kLineBytes;
  const std::uint64_t last = (real.value() + bytes - 1) / kLineBytes;
  for (std::uint64_t line = first; line <= last; ++line) {
    visit(hpt_address::kGuestMemory | line * kLineBytes);
  }
}

/// What lies at an address of the table or the reverse map, of the page records, of the table.
HpteIndex entry_at(std::uint64_t address);
GuestReal page_at(std::uint64_t address);
HpteDword dword_at(std::uint64_t address);

/// Bytes of the table, the reverse map or the page records that lie at `address` and behind it; 0
/// of guest memory and where there is nothing.
std::uint64_t bytes_from(const HptGeometry& table, std::uint64_t address);

/// Whether `address` is one of the guest's memory.
bool is_guest_memory(std::uint64_t address);

/// The dword at an address that bytes_from() knows.
std::uint64_t dword_in(const HptImage& image, std::uint64_t address);

/// Bytes as they lie in memory, from `address` on; all must be there by bytes_from(). Writing
/// changes nothing but the image.
void copy_from(const HptImage& image, std::uint64_t address, std::span<unsigned char> bytes);
void copy_to(HptImage& image, std::uint64_t address, std::span<const unsigned char> bytes);

/// Where a memory outside has a line: the table from 0 on, then the reverse map, then the page
/// records; guest memory at its host real address.
std::uint64_t outside_address(const HptGeometry& table, std::uint64_t address);

}  // namespace htabsim
