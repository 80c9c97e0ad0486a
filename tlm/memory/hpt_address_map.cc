// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/memory/hpt_address_map.h"

#include <algorithm>
#include <array>

#include <boost/endian/conversion.hpp>

namespace htabsim {

namespace {

constexpr std::uint64_t kDword = 8;
// Real addresses have 60 bits (facts A).
constexpr std::uint64_t kRealBytes = std::uint64_t{1} << 60;
constexpr std::uint64_t kPageRecordBytes = (kRealBytes >> 12) * kDword;

std::uint64_t reverse_map_bytes(const HptGeometry& table) { return table.hptes() * kDword; }

std::uint64_t region_bytes(const HptGeometry& table, std::uint64_t region) {
  if (region == hpt_address::kTable) return table.bytes();
  if (region == hpt_address::kReverseMap) return reverse_map_bytes(table);
  return region == hpt_address::kPageRecords ? kPageRecordBytes : 0;
}

void set_dword(HptImage& image, std::uint64_t address, std::uint64_t value) {
  if (any(address, hpt_address::kReverseMap)) {
    image.set_guest_r(entry_at(address), value);
  } else if (any(address, hpt_address::kPageRecords)) {
    image.clear_page_rc(page_at(address), ~std::uint64_t{0});
    image.merge_page_rc(page_at(address), value);
  } else {
    image.store(entry_at(address), dword_at(address), value);
  }
}

/// Calls `visit(dword's address, its bytes from, to)` for each dword that has a part of the bytes.
template <class Visit>
void for_each_dword(std::uint64_t address, std::size_t bytes, const Visit& visit) {
  const std::uint64_t end = address + bytes;
  for (std::uint64_t at = address; at < end;) {
    const std::uint64_t dword = at & ~(kDword - 1);
    const std::uint64_t to = std::min(end, dword + kDword);
    visit(dword, at - dword, to - dword);
    at = to;
  }
}

}  // namespace

HpteIndex entry_at(std::uint64_t address) {
  const std::uint64_t offset = address & ~hpt_address::kRegion;
  return HpteIndex(any(address, hpt_address::kReverseMap) ? offset / kDword
                                                          : offset / sizeof(RawHpte));
}

GuestReal page_at(std::uint64_t address) {
  return GuestReal((address & ~hpt_address::kRegion) / kDword << 12);
}

HpteDword dword_at(std::uint64_t address) {
  return (address & kDword) == 0 ? HpteDword::k0 : HpteDword::k1;
}

std::uint64_t bytes_from(const HptGeometry& table, std::uint64_t address) {
  const std::uint64_t offset = address & ~hpt_address::kRegion;
  const std::uint64_t bytes = region_bytes(table, address & hpt_address::kRegion);
  return offset < bytes ? bytes - offset : 0;
}

bool is_guest_memory(std::uint64_t address) {
  return (address & ~(kRealBytes - 1)) == hpt_address::kGuestMemory;
}

std::uint64_t dword_in(const HptImage& image, std::uint64_t address) {
  if (any(address, hpt_address::kReverseMap)) return image.guest_r(entry_at(address));
  if (any(address, hpt_address::kPageRecords)) return image.page_rc(page_at(address));
  return image.load(entry_at(address), dword_at(address));
}

void copy_from(const HptImage& image, std::uint64_t address, std::span<unsigned char> bytes) {
  auto out = bytes.begin();
  for_each_dword(address, bytes.size(),
                 [&](std::uint64_t at, std::uint64_t from, std::uint64_t to) {
                   std::array<unsigned char, kDword> dword{};
                   boost::endian::store_big_u64(dword.data(), dword_in(image, at));
                   out = std::copy(dword.begin() + from, dword.begin() + to, out);
                 });
}

void copy_to(HptImage& image, std::uint64_t address, std::span<const unsigned char> bytes) {
  auto in = bytes.begin();
  for_each_dword(address, bytes.size(),
                 [&](std::uint64_t at, std::uint64_t from, std::uint64_t to) {
                   std::array<unsigned char, kDword> dword{};
                   boost::endian::store_big_u64(dword.data(), dword_in(image, at));
                   std::copy_n(in, to - from, dword.begin() + from);
                   in += static_cast<std::ptrdiff_t>(to - from);
                   set_dword(image, at, boost::endian::load_big_u64(dword.data()));
                 });
}

std::uint64_t outside_address(const HptGeometry& table, std::uint64_t address) {
  const std::uint64_t line = (address & ~hpt_address::kRegion) / kLineBytes * kLineBytes;
  if (any(address, hpt_address::kReverseMap)) return table.bytes() + line;
  if (any(address, hpt_address::kPageRecords)) {
    return table.bytes() + reverse_map_bytes(table) + line;
  }
  return line;
}

}  // namespace htabsim
