// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_process.h"

#include <algorithm>
#include <utility>

#include "htabsim/model/guest/guest_program.h"
#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

/// Of the first 4 KB of a page of this size.
std::uint64_t number_of(Ea ea, PageSize size) {
  return (ea.value() & ~low_mask(shift(size))) >> shift(PageSize::page_4k);
}

}  // namespace

Segment GuestProcess::segment(Ea ea) {
  Segment segment = program.space.segment(ea, number);
  segment.base_page = program.regions.sizes_at(ea).base;
  return segment;
}

GuestProcess::Page* GuestProcess::find(Ea ea) {
  const PageSize usual = program.regions.sizes_at(ea).actual;
  Page* page = find(ea, usual);
  if (page || !program.sizes_vary) return page;
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
  if (program.sizes_vary) touched.add(ea, sizes.actual);
  return pages.back();
}

std::vector<GuestProcess::Page> GuestProcess::take_out(Ea ea, PageSize range) {
  std::vector<std::size_t> places;  // in `pages`
  const std::uint64_t first = number_of(ea, range);
  const std::uint64_t end = first + (std::uint64_t{1} << (shift(range) - shift(PageSize::page_4k)));
  for (std::uint64_t page = first; page < end; ++page) {
    const auto found = by_address.find(page);
    if (found == by_address.end()) continue;
    places.push_back(found->second);
    touched.remove(Ea(page << shift(PageSize::page_4k)), pages[found->second].name.sizes.actual);
    by_address.erase(found);
  }
  std::vector<Page> taken;
  for (const std::size_t place : places) taken.push_back(std::move(pages[place]));
  close_gaps(std::move(places));
  return taken;
}

std::vector<std::pair<Ea, std::size_t>> GuestProcess::by_order_of_address() const {
  std::vector<std::pair<Ea, std::size_t>> sorted;
  for (const auto& [page, place] : by_address) {
    sorted.emplace_back(Ea(page << shift(PageSize::page_4k)), place);
  }
  std::ranges::sort(sorted);
  return sorted;
}

void GuestProcess::copy_pages(const GuestProcess& of) {
  pages = of.pages;
  by_address = of.by_address;
  touched = of.touched;
  // Segments get their VSIDs in the order of their addresses.
  for (const auto& [ea, place] : by_order_of_address()) {
    pages[place].name.va = virtual_address(segment(ea), ea);
    pages[place].slots.clear();
  }
}

void GuestProcess::clear() {
  pages.clear();
  by_address.clear();
  touched = {};
  ageing_hand = 0;
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
  for (auto& [page, place] : by_address) place -= gone_before(place);
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
