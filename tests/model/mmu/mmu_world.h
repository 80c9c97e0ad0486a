// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/hash.h"
#include "tests/model/papr/interposing_port.h"

namespace htabsim::mmu_test {

inline constexpr Ea kEa{0x1234'5678};
inline constexpr std::uint64_t kRpn = 0x7'6543'2000;

/// A page of a table, and where its entry is to go.
struct Page {
  Segment segment;
  Ea ea;
  std::uint64_t r = hpte_r::kPpReadWrite;  ///< dword 1: RPN, LP, protection
  bool large = false;                      ///< L
  HashKind hash = HashKind::kPrimary;
  unsigned slot = 0;
};

/// A table of 2^18 bytes, entries put there as hardware finds them.
struct MmuWorld {
  explicit MmuWorld(HpteFormat format = HpteFormat::isa207)
      : image(HptGeometry(18, format)), port(image) {}

  [[nodiscard]] PtegIndex pteg(const Page& page) const {
    const VirtualAddress va = virtual_address(page.segment, page.ea);
    return image.geometry().pteg(page_hash(va, page.segment.base_page, page.hash));
  }
  static Hpte entry(const Page& page) {
    const VirtualAddress va = virtual_address(page.segment, page.ea);
    std::uint64_t v = avpn_field(va, page.segment.base_page) | hpte_v::kValid;
    if (page.large) v |= hpte_v::kLarge;
    if (page.hash == HashKind::kSecondary) v |= hpte_v::kSecondary;
    return {v, page.r};
  }
  HpteIndex place(const Page& page) {
    const HpteIndex index = first_slot(pteg(page)) + page.slot;
    put(index, entry(page));
    return index;
  }
  void put(HpteIndex index, Hpte entry) {
    const Hpte memory = to_memory_format(entry, image.geometry().format());
    image.store(index, HpteDword::k0, memory.v);
    image.store(index, HpteDword::k1, memory.r);
  }
  [[nodiscard]] Hpte read(HpteIndex index) const {
    return from_memory_format(image.read(index), image.geometry().format());
  }

  HptImage image;
  InterposingPort port;
};

}  // namespace htabsim::mmu_test
