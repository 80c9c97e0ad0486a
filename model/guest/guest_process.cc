// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/guest/guest_process.h"

#include "htabsim/model/isa/bits.h"

namespace htabsim {

namespace {

/// mt19937_64 mixes its seed well, so neighbouring seeds and programs have unrelated streams.
std::uint64_t stream_seed(const GuestOsConfig& config) {
  return config.seed * 0x9e37'79b9'7f4a'7c15 + config.address_space;
}

}  // namespace

GuestProcess::GuestProcess(const GuestOsConfig& config)
    : random(stream_seed(config)),
      space(config.address_space, config.address_spaces, config.segment_size, config.page_size,
            config.vsid_allocation, config.seed),
      regions(config.page_size, config.segment_size, config.page_regions),
      frames(config.memory) {}

Segment GuestProcess::segment(Ea ea) {
  Segment segment = space.segment(ea);
  segment.base_page = regions.sizes_at(ea).base;
  return segment;
}

Ea GuestProcess::first_byte(Ea ea, PageSize size) {
  return Ea(ea.value() & ~low_mask(shift(size)));
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
