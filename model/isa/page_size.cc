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
  if (!l) return lp == 0 ? std::optional(PageSize::k4K) : std::nullopt;
  switch (lp) {
    case 0b00:
      return PageSize::k16M;
    case 0b01:
      return PageSize::k64K;
    case 0b10:
      return PageSize::k16G;
    default:
      return std::nullopt;
  }
}

SlbPageSize encode_slb_page_size(PageSize size) {
  switch (size) {
    case PageSize::k4K:
      break;
    case PageSize::k16M:
      return {true, 0b00};
    case PageSize::k64K:
      return {true, 0b01};
    case PageSize::k16G:
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
    {PageSize::k64K, PageSize::k64K, 4, 0x1},  {PageSize::k4K, PageSize::k64K, 4, 0x7},
    {PageSize::k16M, PageSize::k16M, 8, 0x00}, {PageSize::k64K, PageSize::k16M, 8, 0x08},
    {PageSize::k4K, PageSize::k16M, 8, 0x38},  {PageSize::k16G, PageSize::k16G, 22, 0x3},
};

}  // namespace

std::optional<PageSize> actual_page_size(std::uint64_t v, std::uint64_t r, PageSize base) {
  if (!any(v, hpte_v::kLarge)) return base == PageSize::k4K ? std::optional(base) : std::nullopt;
  const std::uint64_t field = r >> 12;
  for (const Encoding& e : kEncodings) {
    if (e.base == base && (field & low_mask(e.bits)) == e.value) return e.actual;
  }
  return std::nullopt;
}

PageSizeBits encode_page_size(const HptePageSize& sizes) {
  if (sizes.actual == PageSize::k4K) return {};
  const auto* found = std::ranges::find_if(kEncodings, [&](const Encoding& e) {
    return e.base == sizes.base && e.actual == sizes.actual;
  });
  assert(found != std::end(kEncodings));
  return {hpte_v::kLarge, found->value << 12};
}

std::optional<HptePageSize> kvm_page_size(std::uint64_t v, std::uint64_t r) {
  if (!any(v, hpte_v::kLarge)) return HptePageSize{PageSize::k4K, PageSize::k4K};
  const unsigned low = (r >> 12) & 0xf;
  const unsigned high = (r >> 16) & 0xf;
  switch (low) {
    case 0:
      return high == 0 ? std::optional(HptePageSize{PageSize::k16M, PageSize::k16M}) : std::nullopt;
    case 1:
      return HptePageSize{PageSize::k64K, PageSize::k64K};
    case 3:
      return high == 0 ? std::optional(HptePageSize{PageSize::k16G, PageSize::k16G}) : std::nullopt;
    case 7:
      return HptePageSize{PageSize::k4K, PageSize::k64K};
    case 8:
      if (high == 0) return HptePageSize{PageSize::k64K, PageSize::k16M};
      if (high == 3) return HptePageSize{PageSize::k4K, PageSize::k16M};
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace htabsim
