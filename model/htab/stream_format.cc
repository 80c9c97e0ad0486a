// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_format.h"

#include <bit>
#include <cstring>

namespace htabsim {

namespace {

template <class Raw>
HtabGroupHeader decode_as(std::span<const std::byte, kGroupHeaderBytes> bytes) {
  Raw raw;
  std::memcpy(&raw, bytes.data(), sizeof raw);
  return {raw.index, raw.n_valid, raw.n_invalid};
}

template <class Raw>
std::array<std::byte, kGroupHeaderBytes> encode_as(const HtabGroupHeader& header) {
  Raw raw;
  raw.index = header.index;
  raw.n_valid = header.n_valid;
  raw.n_invalid = header.n_invalid;
  return std::bit_cast<std::array<std::byte, kGroupHeaderBytes>>(raw);
}

}  // namespace

std::string_view name(HeaderOrder order) {
  return order == HeaderOrder::kBig ? "big-endian" : "little-endian";
}

HtabGroupHeader decode_header(std::span<const std::byte, kGroupHeaderBytes> bytes,
                              HeaderOrder order) {
  return order == HeaderOrder::kBig ? decode_as<BigGroupHeader>(bytes)
                                    : decode_as<LittleGroupHeader>(bytes);
}

std::array<std::byte, kGroupHeaderBytes> encode_header(const HtabGroupHeader& header,
                                                       HeaderOrder order) {
  return order == HeaderOrder::kBig ? encode_as<BigGroupHeader>(header)
                                    : encode_as<LittleGroupHeader>(header);
}

Hpte decode_entry(std::span<const std::byte, sizeof(RawHpte)> bytes) {
  RawHpte raw;
  std::memcpy(&raw, bytes.data(), sizeof raw);
  return {raw.dword0, raw.dword1};
}

std::array<std::byte, sizeof(RawHpte)> encode_entry(const Hpte& entry) {
  RawHpte raw;
  raw.dword0 = entry.v;
  raw.dword1 = entry.r;
  return std::bit_cast<std::array<std::byte, sizeof(RawHpte)>>(raw);
}

}  // namespace htabsim
