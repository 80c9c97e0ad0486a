// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "htabsim/model/htab/stream_format.h"

namespace htabsim {

inline constexpr HeaderOrder kHeaderOrders[] = {HeaderOrder::kBig, HeaderOrder::kLittle};

/// The bytes of one group: entries from `index` on, then `n_invalid` without contents.
inline std::string group_bytes(HeaderOrder order, std::uint32_t index,
                               const std::vector<Hpte>& entries, std::uint16_t n_invalid = 0) {
  std::string bytes;
  const auto append = [&](std::span<const std::byte> part) {
    bytes.append(reinterpret_cast<const char*>(part.data()), part.size());
  };
  append(encode_header({index, static_cast<std::uint16_t>(entries.size()), n_invalid}, order));
  for (const Hpte& entry : entries) append(encode_entry(entry));
  return bytes;
}

/// Valid 4K entries that differ from each other.
inline std::vector<Hpte> valid_entries(std::size_t count) {
  std::vector<Hpte> entries;
  for (std::size_t i = 0; i < count; ++i) entries.push_back({i << 12 | hpte_v::kValid, i << 12});
  return entries;
}

}  // namespace htabsim
