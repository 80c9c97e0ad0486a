// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/page_regions.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/size_text.h"
#include "htabsim/model/isa/bits.h"
#include "htabsim/model/trace/user_accesses.h"

namespace htabsim {

namespace {

std::string text_of(const PageRegion& region) {
  return fmt::format("{:x}-{:x}:{}", region.first.value(), region.last.value(), name(region.size));
}

bool is_page(Ea ea, PageSize size) { return (ea.value() & low_mask(shift(size))) == 0; }

}  // namespace

PageRegions::PageRegions(PageSize elsewhere, SegmentSize segments, std::vector<PageRegion> regions)
    : elsewhere_(elsewhere), segments_(segments), regions_(std::move(regions)) {
  std::ranges::sort(regions_, {}, &PageRegion::first);
  for (std::size_t number = 0; number < regions_.size(); ++number) check_place(number);
  for (const PageRegion& region : regions_) {
    for (const Ea edge : {region.first, region.last}) {
      const auto [found, added] = base_of_.try_emplace(segment_of(edge), elsewhere_);
      if (added) found->second = base_for(Ea(segment_of(edge) << shift(segments_)));
    }
  }
}

void PageRegions::check_place(std::size_t number) const {
  const PageRegion& region = regions_[number];
  if (region.last < region.first) {
    throw PageRegionError(text_of(region) + " ends before it begins");
  }
  if (region.last >= kFirstKernelAddress) {
    throw PageRegionError(text_of(region) + " has addresses of the kernel");
  }
  if (shift(region.size) > shift(segments_)) {
    throw PageRegionError(fmt::format("{}: a segment of {} has no page of {}", text_of(region),
                                      size_text(shift(segments_)), name(region.size)));
  }
  const PageRegion* before = number == 0 ? nullptr : &regions_[number - 1];
  const PageRegion* after = number + 1 == regions_.size() ? nullptr : &regions_[number + 1];
  if (after && after->first <= region.last) {
    throw PageRegionError(text_of(region) + " and " + text_of(*after) + " overlap");
  }
  check_edge(region, region.first, before && before->last + 1 == region.first);
  check_edge(region, region.last + 1, after && after->first == region.last + 1);
}

void PageRegions::check_edge(const PageRegion& region, Ea edge, bool at_another) const {
  const PageSize most = at_another ? region.size : std::max(region.size, elsewhere_);
  if (is_page(edge, most)) return;
  throw PageRegionError(
      fmt::format("{} does not begin and end where pages of {} do", text_of(region), name(most)));
}

std::uint64_t PageRegions::segment_of(Ea ea) const { return ea.value() >> shift(segments_); }

const PageRegion* PageRegions::first_ending_from(Ea ea) const {
  const auto found = std::ranges::lower_bound(regions_, ea, {}, &PageRegion::last);
  return regions_.data() + (found - regions_.begin());
}

PageRegions::Sizes PageRegions::sizes_in(Ea segment) const {
  const Ea end = segment + (std::uint64_t{1} << shift(segments_));
  const PageRegion* const last = regions_.data() + regions_.size();
  Sizes sizes;
  Ea next = segment;
  for (const PageRegion* region = first_ending_from(segment); region != last && region->first < end;
       ++region) {
    if (region->first > next) sizes.insert(elsewhere_);
    sizes.insert(region->size);
    next = region->last + 1;
  }
  if (next < end) sizes.insert(elsewhere_);
  return sizes;
}

PageSize PageRegions::base_for(Ea segment) const {
  const Sizes sizes = sizes_in(segment);
  const PageSize base = *sizes.begin();
  for (const PageSize size : sizes) {
    if (has_encoding({base, size})) continue;
    throw PageRegionError(
        fmt::format("the segment of {} at {:x} has pages of {}, and a segment of that base page "
                    "size can have none of {}",
                    size_text(shift(segments_)), segment.value(), name(base), name(size)));
  }
  return base;
}

HptePageSize PageRegions::sizes_in_regions(Ea ea) const {
  const PageRegion* region = first_ending_from(ea);
  const bool inside = region != regions_.data() + regions_.size() && region->first <= ea;
  const PageSize actual = inside ? region->size : elsewhere_;
  const auto mixed = base_of_.find(segment_of(ea));
  return {mixed == base_of_.end() ? actual : mixed->second, actual};
}

}  // namespace htabsim
