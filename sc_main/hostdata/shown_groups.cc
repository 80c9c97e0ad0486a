// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/shown_groups.h"

namespace htabsim {

ShownGroups shown_groups(std::span<const std::byte> shown, std::uint64_t returned,
                         HeaderOrder order) {
  ShownGroups result;
  std::uint64_t at = 0;
  while (at < returned) {
    const std::uint64_t left = returned - at;
    if (left < kGroupHeaderBytes) {
      result.contradicted = true;
      return result;
    }
    if (at + kGroupHeaderBytes > shown.size()) {
      result.hidden = left;
      result.valid += (left - kGroupHeaderBytes) / sizeof(RawHpte);
      return result;
    }
    const HtabGroupHeader header = decode_header(
        shown.subspan(static_cast<std::size_t>(at)).first<kGroupHeaderBytes>(), order);
    if (header.empty() || kGroupHeaderBytes + header.body_bytes() > left ||
        header.index < result.end) {
      result.contradicted = true;
      return result;
    }
    if (result.groups == 0) result.first = header.index;
    ++result.groups;
    result.valid += header.n_valid;
    result.invalid += header.n_invalid;
    result.end = header.end().value();
    at += kGroupHeaderBytes + header.body_bytes();
  }
  return result;
}

}  // namespace htabsim
