// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/hash.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// The pages that a scenario's entries map, all of the same sizes: which address leads to which
/// entry. A page's hash is the number of its entry's PTEG, or differs from it in all bits that
/// count for the secondary one; so the lowest entries of the table are where it may lie.
///
/// Where an actual page has several base pages, entries N and N + 8 are of two base pages of one
/// actual page. Their hashes differ by 1, so they lie in PTEGs 0 and 1.
struct ScenarioPages {
  HptePageSize sizes = {};

  [[nodiscard]] Segment segment(HpteIndex index) const;
  [[nodiscard]] Ea address(HpteIndex index, HashKind hash = HashKind::kPrimary) const;
  /// The guest's entry, with more bits of dword 0.
  [[nodiscard]] Hpte entry(HpteIndex index, std::uint64_t v = 0,
                           HashKind hash = HashKind::kPrimary) const;
  /// The guest's page that the entry maps.
  [[nodiscard]] GuestReal page(HpteIndex index) const;

 private:
  [[nodiscard]] bool have_several_entries() const { return sizes.base != sizes.actual; }
  /// Which of the actual pages it is.
  [[nodiscard]] std::uint64_t number(HpteIndex index) const;
  /// By which the VSID and the base page's number are made.
  [[nodiscard]] std::uint64_t name(HpteIndex index) const;
};

}  // namespace htabsim
