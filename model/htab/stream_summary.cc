// SPDX-License-Identifier: Apache-2.0
#include "model/htab/stream_summary.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "model/isa/bits.h"
#include "model/isa/segment.h"

namespace htabsim {

namespace {

/// Entries by base and actual page size.
using PageSizeTable =
    std::array<std::array<std::uint64_t, std::size(kAllPageSizes)>, std::size(kAllPageSizes)>;

void count_segment(HtabStreamSummary& summary, std::uint64_t v) {
  switch (v >> hpte_v::kSegmentSizeShift) {
    case static_cast<unsigned>(SegmentSize::k256M):
      ++summary.segments_256m;
      break;
    case static_cast<unsigned>(SegmentSize::k1T):
      ++summary.segments_1t;
      break;
    default:
      ++summary.segments_reserved;
      break;
  }
}

void count_entry(HtabStreamSummary& summary, PageSizeTable& sizes, const Hpte& entry) {
  const auto count_if = [](std::uint64_t& counter, bool condition) {
    counter += condition ? 1 : 0;
  };
  count_if(summary.not_valid, !any(entry.v, hpte_v::kValid));
  count_if(summary.bolted, any(entry.v, hpte_v::kBolted));
  count_if(summary.secondary, any(entry.v, hpte_v::kSecondary));
  count_if(summary.referenced, any(entry.r, hpte_r::kReferenced));
  count_if(summary.changed, any(entry.r, hpte_r::kChanged));
  count_segment(summary, entry.v);
  if (const std::optional<HptePageSize> size = kvm_page_size(entry.v, entry.r)) {
    ++sizes[static_cast<unsigned>(size->base)][static_cast<unsigned>(size->actual)];
  } else {
    ++summary.unknown_page_size;
  }
}

void count_group(HtabStreamSummary& summary, const HtabGroup& group) {
  if (summary.passes.size() <= group.pass) summary.passes.push_back({.offset = group.offset});
  HtabPassSummary& pass = summary.passes.back();
  ++pass.groups;
  pass.bytes += kGroupHeaderBytes + group.header.body_bytes();
  pass.valid += group.header.n_valid;
  pass.invalid += group.header.n_invalid;
}

void add_up_passes(HtabStreamSummary& summary) {
  for (const HtabPassSummary& pass : summary.passes) {
    summary.groups += pass.groups;
    summary.bytes += pass.bytes;
    summary.valid += pass.valid;
    summary.invalid += pass.invalid;
  }
}

unsigned smallest_order(HpteIndex end) {
  unsigned order = HptGeometry::kMinOrder;
  while (HptGeometry(order).hptes() < end.value()) ++order;
  return order;
}

std::vector<PageSizeCount> present_sizes(const PageSizeTable& sizes) {
  std::vector<PageSizeCount> present;
  for (const PageSize base : kAllPageSizes) {
    for (const PageSize actual : kAllPageSizes) {
      const std::uint64_t entries =
          sizes[static_cast<unsigned>(base)][static_cast<unsigned>(actual)];
      if (entries != 0) present.push_back({{base, actual}, entries});
    }
  }
  return present;
}

}  // namespace

HtabStreamSummary summarise_stream(HtabStreamReader& reader) {
  HtabStreamSummary summary;
  PageSizeTable sizes{};
  HpteIndex end;
  for (HtabGroup group; reader.next(group);) {
    count_group(summary, group);
    for (const Hpte& entry : group.entries) count_entry(summary, sizes, entry);
    end = std::max(end, group.header.end());
  }
  add_up_passes(summary);
  summary.header_order = reader.header_order();
  summary.page_sizes = present_sizes(sizes);
  summary.min_order = smallest_order(end);
  return summary;
}

}  // namespace htabsim
