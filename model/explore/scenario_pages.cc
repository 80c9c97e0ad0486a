// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/scenario_pages.h"

#include "htabsim/model/hpt/geometry.h"
#include "htabsim/model/papr/hardware_view.h"

namespace htabsim {

namespace {

/// Of the hash, in the smallest table that hardware can have (facts C9).
constexpr std::uint64_t kSmallestTableMask = low_mask(HptGeometry::kMinOrder - 7);

}  // namespace

std::uint64_t ScenarioPages::number(HpteIndex index) const {
  return have_several_entries() ? index.value() % kHptesPerPteg : index.value();
}

// Of two base pages with one name, the first is even, so both are in one actual page.
std::uint64_t ScenarioPages::name(HpteIndex index) const {
  return 0x100 + (have_several_entries() ? 2 : 1) * number(index);
}

Segment ScenarioPages::segment(HpteIndex index) const {
  return {.vsid = Vsid(name(index)), .base_page = sizes.base};
}

Ea ScenarioPages::address(HpteIndex index, HashKind hash) const {
  const std::uint64_t page = name(index) ^ pteg_of(index).value();
  return Ea((hash == HashKind::kPrimary ? page : page ^ kSmallestTableMask) << shift(sizes.base));
}

Hpte ScenarioPages::entry(HpteIndex index, std::uint64_t v, HashKind hash) const {
  const VirtualAddress va = virtual_address(segment(index), address(index, hash));
  const PageSizeBits bits = encode_page_size(sizes);
  if (hash == HashKind::kSecondary) v |= hpte_v::kSecondary;
  return {avpn_field(va, sizes.base) | hpte_v::kValid | bits.v | v,
          page(index).value() | bits.r | hpte_r::kMemory | hpte_r::kPpReadWrite};
}

// Pages of 4 KB lie behind 256 KB; of larger ones the first few are enough.
GuestReal ScenarioPages::page(HpteIndex index) const {
  const std::uint64_t first = sizes.actual == PageSize::page_4k ? 0x40 : 0;
  return GuestReal((first + number(index)) << shift(sizes.actual));
}

}  // namespace htabsim
