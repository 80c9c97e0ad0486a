// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/hpt/page_address.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/hash.h"

namespace htabsim {
namespace {

RC_GTEST_PROP(PageAddressPropertyTest, IsTheAddressThatWasHashedD3, ()) {
  const auto size = *rc::gen::element(SegmentSize::segment_256m, SegmentSize::segment_1t);
  const auto base = *rc::gen::element(PageSize::page_4k, PageSize::page_64k, PageSize::page_16m);
  const auto kind = *rc::gen::element(HashKind::kPrimary, HashKind::kSecondary);
  const HptGeometry geometry(*rc::gen::inRange(18U, 47U));
  const unsigned vsid_bits = size == SegmentSize::segment_256m ? 50 : 38;
  VirtualAddress va;
  va.size = size;
  va.vsid = Vsid(*rc::gen::arbitrary<std::uint64_t>() & low_mask(vsid_bits));
  va.offset = *rc::gen::arbitrary<std::uint64_t>() & low_mask(shift(size)) & ~low_mask(shift(base));

  const HpteIndex index = first_slot(geometry.pteg(page_hash(va, base, kind))) + 5;
  Hpte entry{avpn_field(va, base) | hpte_v::kValid, 0};
  if (kind == HashKind::kSecondary) entry.v |= hpte_v::kSecondary;
  const VirtualAddress found = page_address(entry, index, base, geometry);
  RC_ASSERT(found.size == va.size);
  RC_ASSERT(found.vsid == va.vsid);
  RC_ASSERT(found.offset == va.offset);
}

}  // namespace
}  // namespace htabsim
