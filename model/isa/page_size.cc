// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/page_size.h"

#include <algorithm>
#include <cassert>
#include <iterator>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/hpte.h"

namespace htabsim {

std::string_view name(PageSize size) {
  constexpr std::string_view kNames[] = {"4K", "64K", "16M", "16G"};
  return kNames[static_cast<unsigned>(size)];
}

std::optional<PageSize> decode_slb_page_size(bool l, unsigned lp) {
  if (!l) return lp == 0 ? std::optional(PageSize::page_4k) : std::nullopt;
  switch (lp) {
    case 0b00:
      return PageSize::page_16m;
    case 0b01:
      return PageSize::page_64k;
    case 0b10:
      return PageSize::page_16g;
    default:
      return std::nullopt;
  }
}

SlbPageSize encode_slb_page_size(PageSize size) {
  switch (size) {
    case PageSize::page_4k:
      break;
    case PageSize::page_16m:
      return {true, 0b00};
    case PageSize::page_64k:
      return {true, 0b01};
    case PageSize::page_16g:
      return {true, 0b10};
  }
  return {};
}

namespace {

struct Encoding {
  PageSize base;
  PageSize actual;
  unsigned bits;  // how many low bits of the RPN field carry the encoding
  std::uint64_t value;
};

// Facts D5. A 16G page leaves 22 bits below its RPN and all of them are the encoding.
constexpr Encoding kEncodings[] = {
    {PageSize::page_64k, PageSize::page_64k, 4, 0x1},
    {PageSize::page_4k, PageSize::page_64k, 4, 0x7},
    {PageSize::page_16m, PageSize::page_16m, 8, 0x00},
    {PageSize::page_64k, PageSize::page_16m, 8, 0x08},
    {PageSize::page_4k, PageSize::page_16m, 8, 0x38},
    {PageSize::page_16g, PageSize::page_16g, 22, 0x3},
};

}  // namespace

std::optional<PageSize> actual_page_size(std::uint64_t v, std::uint64_t r, PageSize base) {
  if (!any(v, hpte_v::kLarge))
    return base == PageSize::page_4k ? std::optional(base) : std::nullopt;
  const std::uint64_t field = r >> 12;
  for (const Encoding& e : kEncodings) {
    if (e.base == base && (field & low_mask(e.bits)) == e.value) return e.actual;
  }
  return std::nullopt;
}

namespace {

const Encoding* find_encoding(const HptePageSize& sizes) {
  const auto* found = std::ranges::find_if(kEncodings, [&](const Encoding& e) {
    return e.base == sizes.base && e.actual == sizes.actual;
  });
  return found == std::end(kEncodings) ? nullptr : found;
}

}  // namespace

bool has_encoding(const HptePageSize& sizes) {
  return sizes == HptePageSize{} || find_encoding(sizes) != nullptr;
}

PageSizeBits encode_page_size(const HptePageSize& sizes) {
  if (sizes.actual == PageSize::page_4k) return {};
  const Encoding* found = find_encoding(sizes);
  assert(found != nullptr);
  return {hpte_v::kLarge, found->value << 12};
}

std::optional<HptePageSize> kvm_page_size(std::uint64_t v, std::uint64_t r) {
  if (!any(v, hpte_v::kLarge)) return HptePageSize{PageSize::page_4k, PageSize::page_4k};
  const unsigned low = (r >> 12) & 0xf;
  const unsigned high = (r >> 16) & 0xf;
  switch (low) {
    case 0:
      return high == 0 ? std::optional(HptePageSize{PageSize::page_16m, PageSize::page_16m})
                       : std::nullopt;
    case 1:
      return HptePageSize{PageSize::page_64k, PageSize::page_64k};
    case 3:
      return high == 0 ? std::optional(HptePageSize{PageSize::page_16g, PageSize::page_16g})
                       : std::nullopt;
    case 7:
      return HptePageSize{PageSize::page_4k, PageSize::page_64k};
    case 8:
      if (high == 0) return HptePageSize{PageSize::page_64k, PageSize::page_16m};
      if (high == 3) return HptePageSize{PageSize::page_4k, PageSize::page_16m};
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace htabsim
