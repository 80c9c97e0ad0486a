// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <fmt/format.h>

#include "htabsim/model/guest/address_space.h"
#include "htabsim/model/hpt/geometry.h"
#include "htabsim/model/isa/hash.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {

/// The smallest table (facts C2).
inline constexpr unsigned kSmallestTable = 18;

/// One of `programs` that load, then store one page after the other, all pages in group 0 of the
/// smallest table, and of the others' programs too: each page that is entered evicts one of another
/// processor, which often is about to store to it.
inline std::string colliding_trace(const TemporaryFolder& folder, unsigned program,
                                   unsigned programs, unsigned pages, unsigned rounds) {
  // Number 0 is the kernel's.
  AddressSpace space(program + 1, programs + 1, SegmentSize::segment_1t, PageSize::page_4k);
  const HptGeometry table(kSmallestTable);
  std::string round;
  for (Ea ea(0x1000'0000); pages != 0; ea = ea + 4096) {
    const VirtualAddress va = virtual_address(space.segment(ea), ea);
    if (table.pteg(page_hash(va, PageSize::page_4k, HashKind::kPrimary)) != PtegIndex(0)) continue;
    round += fmt::format(" L {0:x},8\n S {0:x},8\n", ea.value());
    --pages;
  }
  std::string text;
  for (unsigned i = 0; i < rounds; ++i) text += round;
  return folder.file(fmt::format("colliding{}", program), text).string();
}

/// A program that goes over so many pages in a scattered order, with a store every third time.
inline std::string crowding_trace(const TemporaryFolder& folder, unsigned pages, unsigned rounds) {
  std::string text;
  for (unsigned i = 0; i < rounds * pages; ++i) {
    text += fmt::format(" {} {:x},8\n", i % 3 == 0 ? 'S' : 'L',
                        0x1000'0000 + std::uint64_t{i} * 7919 % pages * 4096);
  }
  return folder.file("crowding", text).string();
}

}  // namespace htabsim
