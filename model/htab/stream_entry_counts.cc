// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_entry_counts.h"

#include <optional>

#include "htabsim/model/htab/stream_fields.h"
#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

void EntryCounts::add(const Hpte& entry) {
  const auto count_if = [](std::uint64_t& counter, bool condition) {
    counter += condition ? 1 : 0;
  };
  ++entries;
  count_if(not_valid, !any(entry.v, hpte_v::kValid));
  count_if(bolted, any(entry.v, hpte_v::kBolted));
  count_if(secondary, any(entry.v, hpte_v::kSecondary));
  count_if(referenced, any(entry.r, hpte_r::kReferenced));
  count_if(changed, any(entry.r, hpte_r::kChanged));
  count_if(no_execute, any(entry.r, hpte_r::kNoExecute));
  ++protection[gather(entry.r, hpte_r::kPp0 | hpte_r::kPp)];
  add_segment(entry.v);
  add_page_size(entry);
}

void EntryCounts::add_segment(std::uint64_t v) {
  switch (v >> hpte_v::kSegmentSizeShift) {
    case static_cast<unsigned>(SegmentSize::segment_256m):
      ++segments_256m;
      break;
    case static_cast<unsigned>(SegmentSize::segment_1t):
      ++segments_1t;
      break;
    default:
      ++segments_reserved;
      break;
  }
}

void EntryCounts::add_page_size(const Hpte& entry) {
  if (const std::optional<HptePageSize> size = kvm_page_size(entry.v, entry.r)) {
    ++sizes_[static_cast<unsigned>(size->base)][static_cast<unsigned>(size->actual)];
  } else {
    ++unknown_page_size;
  }
}

std::vector<PageSizeCount> EntryCounts::page_sizes() const {
  std::vector<PageSizeCount> present;
  for (const PageSize base : kAllPageSizes) {
    for (const PageSize actual : kAllPageSizes) {
      const std::uint64_t count =
          sizes_[static_cast<unsigned>(base)][static_cast<unsigned>(actual)];
      if (count != 0) present.push_back({{base, actual}, count});
    }
  }
  return present;
}

}  // namespace htabsim
