// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/hpte.h"

namespace htabsim {

/// A field of a HPTE in the ISA 2.07 format, under its ISA name where it has one (facts D1, D2).
struct HpteField {
  std::string_view name;
  std::uint64_t v_mask = 0;  ///< its bits in dword 0
  std::uint64_t r_mask = 0;  ///< its bits in dword 1; a field has bits in one of the two only
};

/// Each bit of both dwords belongs to exactly one of these.
inline constexpr std::array<HpteField, 15> kHpteFields = {{
    {.name = "B", .v_mask = hpte_v::kSegmentSize},
    {.name = "AVPN", .v_mask = hpte_v::kAvpn},
    {.name = "bolted", .v_mask = hpte_v::kBolted},
    {.name = "SW", .v_mask = hpte_v::kSoftware & ~hpte_v::kBolted},
    {.name = "L", .v_mask = hpte_v::kLarge},
    {.name = "H", .v_mask = hpte_v::kSecondary},
    {.name = "V", .v_mask = hpte_v::kValid},
    {.name = "PP", .r_mask = hpte_r::kPp0 | hpte_r::kPp},
    {.name = "bit 1", .r_mask = hpte_r::kModified},
    {.name = "key", .r_mask = hpte_r::kKey},
    {.name = "RPN", .r_mask = hpte_r::kRpn},
    {.name = "R", .r_mask = hpte_r::kReferenced},
    {.name = "C", .r_mask = hpte_r::kChanged},
    {.name = "WIMG",
     .r_mask = hpte_r::kWriteThrough | hpte_r::kInhibited | hpte_r::kMemory | hpte_r::kGuarded},
    {.name = "N", .r_mask = hpte_r::kNoExecute},
}};

/// The bits of `value` under `mask`, moved together to the low end, as for PP0 || PP.
constexpr std::uint64_t gather(std::uint64_t value, std::uint64_t mask) {
  std::uint64_t gathered = 0;
  for (int to = 0; mask != 0;) {
    const int from = std::countr_zero(mask);
    const int count = std::countr_one(mask >> from);
    const std::uint64_t run = low_mask(static_cast<unsigned>(count));
    gathered |= (value >> from & run) << to;
    mask &= ~(run << from);
    to += count;
  }
  return gathered;
}

/// A field's value.
constexpr std::uint64_t value_of(const HpteField& field, const Hpte& entry) {
  return field.v_mask != 0 ? gather(entry.v, field.v_mask) : gather(entry.r, field.r_mask);
}

}  // namespace htabsim
