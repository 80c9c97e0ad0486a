// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <boost/endian/arithmetic.hpp>

#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Byte order of a group's header: the host's for KVM, big for QEMU's own streams. Entries are
/// big-endian in both (R9).
enum class HeaderOrder : std::uint8_t { kBig, kLittle };

/// That of the modelled hosts: ppc64le machines, as KVM's hosts of these processors mostly are
/// (R9).
inline constexpr HeaderOrder kHostHeaderOrder = HeaderOrder::kLittle;

std::string_view name(HeaderOrder order);

/// The header of a group: `n_valid` entries from `index` on, whose sixteen bytes each follow, then
/// `n_invalid` entries that are not valid and have no bytes (R8).
struct HtabGroupHeader {
  std::uint32_t index = 0;
  std::uint16_t n_valid = 0;
  std::uint16_t n_invalid = 0;

  /// An empty group is never produced (R17).
  [[nodiscard]] constexpr bool empty() const { return n_valid == 0 && n_invalid == 0; }
  [[nodiscard]] constexpr HpteIndex first() const { return HpteIndex(index); }
  /// One past the last entry of the group.
  [[nodiscard]] constexpr HpteIndex end() const { return first() + n_valid + n_invalid; }
  [[nodiscard]] constexpr std::size_t body_bytes() const { return n_valid * sizeof(RawHpte); }

  friend bool operator==(const HtabGroupHeader&, const HtabGroupHeader&) = default;
};

/// Groups, and the entries that they speak of.
struct GroupCounts {
  std::uint64_t groups = 0;
  std::uint64_t valid = 0;
  std::uint64_t invalid = 0;

  constexpr void add(const HtabGroupHeader& header) {
    ++groups;
    valid += header.n_valid;
    invalid += header.n_invalid;
  }
};

/// The largest table, of 2^order bytes, whose entries all have an index of 32 bits (R10).
inline constexpr unsigned kMaxStreamOrder = 36;
static_assert(std::uint64_t{1} << kMaxStreamOrder == std::uint64_t{sizeof(RawHpte)} << 32);

/// The header's eight bytes in either order.
struct BigGroupHeader {
  boost::endian::big_uint32_t index;
  boost::endian::big_uint16_t n_valid;
  boost::endian::big_uint16_t n_invalid;
};
struct LittleGroupHeader {
  boost::endian::little_uint32_t index;
  boost::endian::little_uint16_t n_valid;
  boost::endian::little_uint16_t n_invalid;
};
inline constexpr std::size_t kGroupHeaderBytes = 8;
static_assert(sizeof(BigGroupHeader) == kGroupHeaderBytes && alignof(BigGroupHeader) == 1);
static_assert(sizeof(LittleGroupHeader) == kGroupHeaderBytes && alignof(LittleGroupHeader) == 1);

HtabGroupHeader decode_header(std::span<const std::byte, kGroupHeaderBytes> bytes,
                              HeaderOrder order);
std::array<std::byte, kGroupHeaderBytes> encode_header(const HtabGroupHeader& header,
                                                       HeaderOrder order);

/// Decodes the sixteen bytes of an entry: V then R, big-endian, in the ISA 2.07 format (R8, R9,
/// R11).
Hpte decode_entry(std::span<const std::byte, sizeof(RawHpte)> bytes);
std::array<std::byte, sizeof(RawHpte)> encode_entry(const Hpte& entry);

}  // namespace htabsim
