// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/page_address.h"

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/hash.h"

namespace htabsim {

namespace {

constexpr unsigned kAvpnUnit = 23;

}  // namespace

VirtualAddress page_address(Hpte entry, HpteIndex index, PageSize base,
                            const HptGeometry& geometry) {
  VirtualAddress va;
  va.size = entry.v >> hpte_v::kSegmentSizeShift == 0 ? SegmentSize::segment_256m
                                                      : SegmentSize::segment_1t;
  const std::uint64_t avpn = (entry.v & hpte_v::kAvpn) >> hpte_v::kAvpnShift;
  const unsigned in_segment = shift(va.size) - kAvpnUnit;
  va.vsid = Vsid(avpn >> in_segment);
  va.offset = ((avpn & low_mask(in_segment)) << kAvpnUnit) & ~low_mask(shift(base));
  if (shift(base) >= kAvpnUnit) return va;

  // The missing bits are those in which the PTEG number differs from the hash of the known bits.
  const HashKind kind =
      any(entry.v, hpte_v::kSecondary) ? HashKind::kSecondary : HashKind::kPrimary;
  const PtegIndex with_zeros = geometry.pteg(page_hash(va, base, kind));
  const std::uint64_t missing =
      (with_zeros.value() ^ pteg_of(index).value()) & low_mask(kAvpnUnit - shift(base));
  va.offset |= missing << shift(base);
  return va;
}

}  // namespace htabsim
