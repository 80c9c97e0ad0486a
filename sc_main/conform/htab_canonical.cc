// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_canonical.h"

#include <algorithm>
#include <iterator>

#include <fmt/core.h>

namespace htabsim {

void convert_headers(std::span<std::byte> stream, HeaderOrder from, HeaderOrder to) {
  while (stream.size() >= kGroupHeaderBytes) {
    const auto bytes = stream.first<kGroupHeaderBytes>();
    const HtabGroupHeader header = decode_header(bytes, from);
    std::ranges::copy(encode_header(header, to), bytes.begin());
    stream = stream.subspan(std::min(stream.size(), kGroupHeaderBytes + header.body_bytes()));
  }
}

std::vector<std::span<std::byte>> split_groups(std::span<std::byte> stream) {
  std::vector<std::span<std::byte>> groups;
  while (!stream.empty()) {
    std::size_t size = stream.size();
    if (size >= kGroupHeaderBytes) {
      const auto header = decode_header(stream.first<kGroupHeaderBytes>(), HeaderOrder::kBig);
      size = std::min(size, kGroupHeaderBytes + header.body_bytes());
    }
    groups.push_back(stream.first(size));
    stream = stream.subspan(size);
  }
  return groups;
}

std::vector<std::byte> without_lock_bits(std::vector<std::byte> stream) {
  constexpr std::byte kLockBit{hpte_v::kHvLock};
  constexpr std::size_t kLowByteOfV = 7;
  for (const std::span<std::byte> group : split_groups(stream)) {
    for (std::size_t at = kGroupHeaderBytes + kLowByteOfV; at < group.size();
         at += sizeof(RawHpte)) {
      group[at] &= ~kLockBit;
    }
  }
  return stream;
}

std::string to_hex(std::span<const std::byte> bytes) {
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const std::byte byte : bytes) {
    fmt::format_to(std::back_inserter(hex), "{:02x}", std::to_integer<unsigned>(byte));
  }
  return hex;
}

}  // namespace htabsim
