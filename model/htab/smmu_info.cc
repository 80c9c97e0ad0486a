// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/smmu_info.h"

#include "htabsim/model/isa/segment.h"
#include "htabsim/model/isa/slb.h"

namespace htabsim {

namespace {

constexpr unsigned kLpShift = 12;

SmmuPageSize encoded(PageSize base, PageSize actual) {
  const PageSizeBits bits = encode_page_size({base, actual});
  return {actual, static_cast<std::uint32_t>(bits.r >> kLpShift)};
}

/// KVM: kvmppc_add_seg_page_size. Of mixed page sizes (MPSS) it names 16 MB alone.
SmmuSegment segment_of(PageSize base) {
  Segment fields;
  fields.base_page = base;
  SmmuSegment segment{base, static_cast<std::uint32_t>(encode_segment(fields)), {}};
  segment.pages.push_back(encoded(base, base));
  if (base != PageSize::page_16m) segment.pages.push_back(encoded(base, PageSize::page_16m));
  return segment;
}

}  // namespace

SmmuInfo smmu_info() {
  return {
      .flags = smmu_flag::kPageSizesReal | smmu_flag::k1TSegments,
      .slb_entries = Slb::kEntries,
      .data_keys = 32,
      .instruction_keys = 32,
      .segments = {segment_of(PageSize::page_4k), segment_of(PageSize::page_64k),
                   segment_of(PageSize::page_16m)},
  };
}

}  // namespace htabsim
