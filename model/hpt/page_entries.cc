// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/page_entries.h"

#include "htabsim/model/isa/page_size.h"

namespace htabsim {

namespace {

bool maps(const HptImage& image, HpteIndex index, const MemorySlots& slots, GuestReal page) {
  return slots.share_host_page(page, GuestReal(image.guest_r(index) & hpte_r::kRpn));
}

}  // namespace

std::vector<HpteIndex> page_entries(const HptImage& image, const MemorySlots& slots,
                                    GuestReal page) {
  std::vector<HpteIndex> entries;
  for (HpteIndex index; image.geometry().contains(index); ++index) {
    const std::uint64_t dword0 = image.load(index, HpteDword::k0);
    const bool locked = any(dword0, hpte_v::kHvLock);
    if (locked || (any(dword0, hpte_v::kValid) && maps(image, index, slots, page))) {
      entries.push_back(index);
    }
  }
  return entries;
}

std::optional<HpteIndex> next_valid(const HptImage& image, HpteIndex hand) {
  const std::uint64_t entries = image.geometry().hptes();
  for (std::uint64_t i = 0; i < entries; ++i) {
    const HpteIndex index((hand.value() + i) % entries);
    if (any(image.load(index, HpteDword::k0), hpte_v::kValid)) return index;
  }
  return std::nullopt;
}

}  // namespace htabsim
