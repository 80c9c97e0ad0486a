// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_process.h"

#include <algorithm>
#include <utility>

#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

/// mt19937_64 mixes its seed well, so neighbouring seeds and programs have unrelated streams.
std::uint64_t stream_seed(const GuestOsConfig& config) {
  return config.seed * 0x9e37'79b9'7f4a'7c15 + config.address_space;
}

/// Of the first 4 KB of a page of this size.
std::uint64_t number_of(Ea ea, PageSize size) {
  return (ea.value() & ~low_mask(shift(size))) >> shift(PageSize::page_4k);
}

}  // namespace

GuestProcess::GuestProcess(const GuestOsConfig& config)
    : random(stream_seed(config)),
      space(config.address_space, config.address_spaces, config.segment_size, config.page_size,
            config.vsid_allocation, config.seed),
      regions(config.page_size, config.segment_size, config.page_regions),
      frames(config.memory),
      sizes_vary_(config.page_size_hints == PageSizeHints::obey || config.transparent_16m != 0) {}

Segment GuestProcess::segment(Ea ea) {
  Segment segment = space.segment(ea);
  segment.base_page = regions.sizes_at(ea).base;
  return segment;
}

GuestProcess::Page* GuestProcess::find(Ea ea) {
  const PageSize usual = regions.sizes_at(ea).actual;
  Page* page = find(ea, usual);
  if (page || !sizes_vary_) return page;
  for (const PageSize size : kAllPageSizes) {
    if (size == usual) continue;
    page = find(ea, size);
    if (page) return page;
  }
  return nullptr;
}

GuestProcess::Page* GuestProcess::find(Ea ea, PageSize size) {
  const auto found = by_address.find(number_of(ea, size));
  if (found == by_address.end()) return nullptr;
  Page& page = pages[found->second];
  return page.name.sizes.actual == size ? &page : nullptr;
}

GuestProcess::Page& GuestProcess::add(Ea ea, const HptePageSize& sizes) {
  const Ea first(ea.value() & ~low_mask(shift(sizes.actual)));
  by_address.emplace(number_of(ea, sizes.actual), pages.size());
  pages.push_back({.name = {virtual_address(segment(ea), first), sizes}, .frame = {}, .slots = {}});
  if (sizes_vary_) touched.add(ea, sizes.actual);
  return pages.back();
}

std::vector<GuestProcess::Page> GuestProcess::take_out(Ea ea, PageSize range) {
  std::vector<std::size_t> places;  // in `pages`
  const std::uint64_t first = number_of(ea, range);
  const std::uint64_t end = first + (std::uint64_t{1} << (shift(range) - shift(PageSize::page_4k)));
  for (std::uint64_t number = first; number < end; ++number) {
    const auto found = by_address.find(number);
    if (found == by_address.end()) continue;
    places.push_back(found->second);
    touched.remove(Ea(number << shift(PageSize::page_4k)), pages[found->second].name.sizes.actual);
    by_address.erase(found);
  }
  std::vector<Page> taken;
  for (const std::size_t place : places) taken.push_back(std::move(pages[place]));
  close_gaps(std::move(places));
  return taken;
}

/// The pages behind those that are gone move up.
void GuestProcess::close_gaps(std::vector<std::size_t> gone) {
  std::ranges::sort(gone);
  const auto gone_before = [&](std::size_t place) {
    return static_cast<std::size_t>(std::ranges::lower_bound(gone, place) - gone.begin());
  };
  std::size_t kept = gone.front();
  for (std::size_t place = kept; place < pages.size(); ++place) {
    if (std::ranges::binary_search(gone, place)) continue;
    pages[kept++] = std::move(pages[place]);
  }
  pages.resize(kept);
  for (auto& [number, place] : by_address) place -= gone_before(place);
}

std::uint64_t GuestProcess::Page::base_page_at(Ea ea) const {
  return (ea.value() & low_mask(shift(name.sizes.actual))) >> shift(name.sizes.base);
}

VirtualPage GuestProcess::Page::base_page(std::uint64_t number) const {
  VirtualPage page = name;
  page.va.offset += number << shift(name.sizes.base);
  return page;
}

}  // namespace htabsim
