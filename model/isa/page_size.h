// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/describe/enum.hpp>

namespace htabsim {

/// The page sizes of POWER7 to POWER9 under hash translation; the enumerator is an index.
enum class PageSize : std::uint8_t { page_4k, page_64k, page_16m, page_16g };
BOOST_DESCRIBE_ENUM(PageSize, page_4k, page_64k, page_16m, page_16g)

inline constexpr PageSize kAllPageSizes[] = {PageSize::page_4k, PageSize::page_64k,
                                             PageSize::page_16m, PageSize::page_16g};

/// log2 of the page's bytes.
constexpr unsigned shift(PageSize size) {
  constexpr unsigned kShift[] = {12, 16, 24, 34};
  return kShift[static_cast<unsigned>(size)];
}

/// The size whose pages have 2^shift bytes, if there is one.
constexpr std::optional<PageSize> page_size_of(unsigned page_shift) {
  for (const PageSize size : kAllPageSizes) {
    if (shift(size) == page_shift) return size;
  }
  return std::nullopt;
}

std::string_view name(PageSize size);

/// The base page size of a segment and the actual page size of one page in it; they differ in a
/// mixed page size segment (MPSS).
struct HptePageSize {
  PageSize base = PageSize::page_4k;
  PageSize actual = PageSize::page_4k;

  friend bool operator==(const HptePageSize&, const HptePageSize&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& base& actual;
  }
};

/// Whether two addresses in one actual page lie in one base page of it.
constexpr bool same_base_page(const HptePageSize& sizes, std::uint64_t a, std::uint64_t b) {
  const std::uint64_t in_actual_page = (std::uint64_t{1} << shift(sizes.actual)) - 1;
  return ((a ^ b) & in_actual_page) >> shift(sizes.base) == 0;
}

/// What a cached translation of a page of several base pages serves (MPSS, facts D8): all of its
/// actual page, or the base page alone whose HPTE it comes from.
enum class MpssReach : std::uint8_t { actual, base };
BOOST_DESCRIBE_ENUM(MpssReach, actual, base)

constexpr PageSize served_page(const HptePageSize& sizes, MpssReach reach) {
  return reach == MpssReach::actual ? sizes.actual : sizes.base;
}

/// The page size that L (`l`) and the two bits of LP (`lp`) of an SLB entry encode (facts B3).
/// Nothing for a reserved encoding.
std::optional<PageSize> decode_slb_page_size(bool l, unsigned lp);
struct SlbPageSize {
  bool l = false;
  unsigned lp = 0;
};
SlbPageSize encode_slb_page_size(PageSize size);

/// The architected decoding of a HPTE's L and LP fields for a segment of base size `base`: the
/// actual page size, or nothing where the encoding is not one of that segment's (facts D4, D5).
std::optional<PageSize> actual_page_size(std::uint64_t v, std::uint64_t r, PageSize base);

/// Whether a segment of this base size can have pages of that actual size (facts D5).
bool has_encoding(const HptePageSize& sizes);

/// The bits of a HPTE's two dwords that encode these sizes, which must be one of the pairs of facts
/// D5.
struct PageSizeBits {
  std::uint64_t v = 0;
  std::uint64_t r = 0;
};
PageSizeBits encode_page_size(const HptePageSize& sizes);

/// KVM's decoding, which looks at the two LP nibbles only (facts D6, R44): what H_ENTER and the
/// HTAB fd accept. Nothing for an encoding they refuse.
std::optional<HptePageSize> kvm_page_size(std::uint64_t v, std::uint64_t r);

}  // namespace htabsim
