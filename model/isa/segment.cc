// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/segment.h"

#include <algorithm>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/slb_fields.h"

namespace htabsim {

namespace {

constexpr unsigned kSizeShift = 62;
constexpr unsigned kLpShift = 4;

constexpr unsigned vsid_shift(SegmentSize size) {
  return size == SegmentSize::segment_256m ? 12 : 24;
}

}  // namespace

std::optional<Segment> decode_segment(std::uint64_t rs) {
  const std::uint64_t b = rs >> kSizeShift;
  if (b > 1) return std::nullopt;
  const bool large = any(rs, slb_vsid::kLarge);
  const auto base =
      decode_slb_page_size(large, static_cast<unsigned>((rs & slb_vsid::kLp) >> kLpShift));
  if (!base) return std::nullopt;
  const SegmentSize size = b == 0 ? SegmentSize::segment_256m : SegmentSize::segment_1t;
  return Segment{.vsid = Vsid((rs & slb_vsid::kVsid) >> vsid_shift(size)),
                 .size = size,
                 .base_page = *base,
                 .supervisor_key = any(rs, slb_vsid::kKs),
                 .problem_key = any(rs, slb_vsid::kKp),
                 .no_execute = any(rs, slb_vsid::kNoExecute),
                 .class_one = any(rs, slb_vsid::kClass)};
}

std::uint64_t encode_segment(const Segment& segment) {
  const SlbPageSize page = encode_slb_page_size(segment.base_page);
  std::uint64_t rs = std::uint64_t{static_cast<std::uint8_t>(segment.size)} << kSizeShift;
  rs |= (segment.vsid.value() << vsid_shift(segment.size)) & slb_vsid::kVsid;
  if (segment.supervisor_key) rs |= slb_vsid::kKs;
  if (segment.problem_key) rs |= slb_vsid::kKp;
  if (segment.no_execute) rs |= slb_vsid::kNoExecute;
  if (segment.class_one) rs |= slb_vsid::kClass;
  if (page.l) rs |= slb_vsid::kLarge;
  return rs | std::uint64_t{page.lp} << kLpShift;
}

std::uint64_t avpn_field(const VirtualAddress& va, PageSize base) {
  const unsigned clear = std::max(shift(base), 23U) - 23U;
  const std::uint64_t avpn = va.abbreviated() & ~low_mask(clear);
  return (std::uint64_t{static_cast<std::uint8_t>(va.size)} << hpte_v::kSegmentSizeShift) |
         (avpn << hpte_v::kAvpnShift);
}

}  // namespace htabsim
