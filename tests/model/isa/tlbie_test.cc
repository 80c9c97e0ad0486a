// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/tlbie.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/isa/hash.h"

namespace htabsim {
namespace {

using enum PageSize;

constexpr std::uint64_t kSmallV = hpte_v::kValid;
constexpr std::uint64_t kLargeV = hpte_v::kValid | hpte_v::kLarge;

/// The page sizes of facts D5, with the low LP bits of dword 1 and AP of facts H2.
struct Sizes {
  HptePageSize pages;
  std::uint64_t lp;
  unsigned lp_bits;
  std::uint64_t ap = 0;
};
constexpr Sizes kSizes[] = {
    {{page_4k, page_4k}, 0, 0, 0b000},     {{page_4k, page_64k}, 0x7, 4, 0b101},
    {{page_4k, page_16m}, 0x38, 8, 0b100}, {{page_64k, page_64k}, 0x1, 4},
    {{page_64k, page_16m}, 0x08, 8},       {{page_16m, page_16m}, 0x00, 8},
    {{page_16g, page_16g}, 0x03, 22},
};

/// An entry at the place in a table where its page hashes to, and the page's address.
struct Mapped {
  VirtualAddress va;
  Sizes sizes;
  Hpte entry;
  HpteIndex index;
};

std::uint64_t va_low(const VirtualAddress& va) {
  return (va.vsid.value() << (va.size == SegmentSize::segment_256m ? 28 : 40)) | va.offset;
}

Mapped map_page(const VirtualAddress& va, const Sizes& sizes, HashKind hash, std::uint64_t rpn) {
  Mapped mapped = {va, sizes, {}, {}};
  const std::uint64_t small = sizes.pages.actual == page_4k ? 0 : hpte_v::kLarge;
  const std::uint64_t h = hash == HashKind::kSecondary ? hpte_v::kSecondary : 0;
  mapped.entry.v = avpn_field(va, sizes.pages.base) | small | h | hpte_v::kValid;
  const std::uint64_t low = low_mask(sizes.lp_bits) << 12;
  mapped.entry.r = (rpn & hpte_r::kRpn & ~low) | sizes.lp << 12;
  // 2^11 PTEGs, the smallest table (facts C4).
  const std::uint64_t pteg = page_hash(va, sizes.pages.base, hash) & 0x7ff;
  mapped.index = HpteIndex(pteg * 8 + 5);
  return mapped;
}

rc::Gen<Mapped> any_page() {
  return rc::gen::exec([] {
    const Sizes sizes =
        *rc::gen::elementOf(std::vector<Sizes>(std::begin(kSizes), std::end(kSizes)));
    const bool needs_1t = sizes.pages.base == page_16g;
    const auto size = needs_1t
                          ? SegmentSize::segment_1t
                          : *rc::gen::element(SegmentSize::segment_256m, SegmentSize::segment_1t);
    const unsigned bits = size == SegmentSize::segment_256m ? 50 : 38;
    const Vsid vsid(*rc::gen::resize(1000, rc::gen::arbitrary<std::uint64_t>()) & low_mask(bits));
    const std::uint64_t offset =
        *rc::gen::resize(1000, rc::gen::arbitrary<std::uint64_t>()) & low_mask(shift(size));
    const auto hash = *rc::gen::element(HashKind::kPrimary, HashKind::kSecondary);
    return map_page({size, vsid, offset}, sizes, hash, *rc::gen::arbitrary<std::uint64_t>());
  });
}

/// RB from the virtual address, as facts H2 and H3 put it; a second way beside H4's.
std::uint64_t rb_of_address(const Mapped& page) {
  const std::uint64_t va = va_low(page.va);
  const std::uint64_t b = page.va.size == SegmentSize::segment_256m ? 0 : 1;
  if (page.sizes.pages.base == page_4k) return (va & ~low_mask(12)) | b << 8 | page.sizes.ap << 5;
  const std::uint64_t in_actual = low_mask(shift(page.sizes.pages.actual));
  const std::uint64_t base_page = va & ~low_mask(shift(page.sizes.pages.base));
  const std::uint64_t lp = page.entry.r & 0xff000 & in_actual;
  return (va & ~in_actual) | lp | b << 8 | ((base_page >> 12) & 0xfe) | 1;
}

TEST(IsaTlbie, SmallPageByHandH2) {
  // va = 0x123456 << 28 | 0x2345678: RB = its page | B 0 | AP 000.
  const auto page = map_page({SegmentSize::segment_256m, Vsid(0x12'3456), 0x234'5678}, kSizes[0],
                             HashKind::kPrimary, 0);
  EXPECT_EQ(compute_tlbie_rb(page.entry, page.index, {page_4k, page_4k}).value, 0x1'2345'6234'5000);
}

TEST(IsaTlbie, LargePageOf1TSegmentByHandH3) {
  // va = 0x12 << 40 | 0x34'5678'9abc. 64K: page 0x1234'5678'0000, LP 1 at 12, AVAL (page >> 12)
  // & 0xfe = 0x80, B 1 << 8, L.
  const auto page = map_page({SegmentSize::segment_1t, Vsid(0x12), 0x34'5678'9abc}, kSizes[3],
                             HashKind::kSecondary, 0);
  EXPECT_EQ(compute_tlbie_rb(page.entry, page.index, {page_64k, page_64k}).value, 0x1234'5678'1181);
}

TEST(IsaTlbie, OnlyElevenHashBitsOfAPlaceAreUsedH4) {
  // AVPN 0 in PTEG 0xfff: 4K: (0xfff & 0x7ff) << 12.
  EXPECT_EQ(compute_tlbie_rb({kSmallV, 0}, HpteIndex(0xfff * 8), {page_4k, page_4k}).value,
            0x7f'f000U);
}

TEST(IsaTlbie, HashBitsDoNotReachTheAvpnOfALargePageH4) {
  // AVPN 0 in PTEG 0x7ff, 64K: 0x7ff << 16 & 0x7ff000 = 0x7f0000, AVAL 0x7ff << 4 & 0xfe = 0xf0,
  // LP 1, L.
  EXPECT_EQ(compute_tlbie_rb({kLargeV, 0x1000}, HpteIndex(0x7ff * 8), {page_64k, page_64k}).value,
            0x7f'0000U | 0x1000 | 0xf0 | 1);
}

TEST(IsaTlbie, OnlyLpIsTakenFromDword1H3H4) {
  // All of dword 1 set but LP's high nibble, which is address here: key, R, C, WIMG, N and PP of
  // the entry have no place in RB.
  EXPECT_EQ(compute_tlbie_rb({kLargeV, ~std::uint64_t{0xff000} | 0x1000}, HpteIndex(0),
                             {page_64k, page_64k})
                .value,
            0x1001U);
}

TEST(IsaTlbie, AllOfLpIsTakenWhereThePageCoversItH4) {
  // r & ff000 & (2^24 - 1), and L.
  EXPECT_EQ(compute_tlbie_rb({kLargeV, 0xff000}, HpteIndex(0), {page_16m, page_16m}).value,
            0xf'f001U);
}

TEST(IsaTlbie, VectorsComputedTwoWaysH4) {
  std::ifstream file(HTABSIM_SOURCE_DIR "/tests/conformance/isa/tlbie_rb_s1.vec");
  ASSERT_TRUE(file);
  unsigned checked = 0;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("tlbie_rb ")) continue;
    unsigned long long v = 0, r = 0, ptex = 0, rb = 0;
    ASSERT_EQ(std::sscanf(line.c_str(), "tlbie_rb v=%llx r=%llx ptex=%llx -> rb=%llx", &v, &r,
                          &ptex, &rb),
              4)
        << line;
    const auto sizes = kvm_page_size(v, r);
    ASSERT_TRUE(sizes) << line;
    EXPECT_EQ(compute_tlbie_rb({v, r}, HpteIndex(ptex), *sizes).value, rb) << line;
    ++checked;
  }
  EXPECT_EQ(checked, 39U);  // 43 lines, without vec, comment, config and end
}

RC_GTEST_PROP(IsaTlbie, FromTheEntryIsAsFromTheAddressH2H3H4, ()) {
  const Mapped page = *any_page();
  RC_ASSERT(compute_tlbie_rb(page.entry, page.index, page.sizes.pages).value ==
            rb_of_address(page));
}

RC_GTEST_PROP(IsaTlbie, DecodedTargetIsTheActualPageH6, ()) {
  const Mapped page = *any_page();
  const auto target = decode_tlbie(compute_tlbie_rb(page.entry, page.index, page.sizes.pages));
  RC_ASSERT(target.has_value());
  RC_ASSERT(target->size == page.va.size);
  RC_ASSERT(target->pages == page.sizes.pages);
  RC_ASSERT(target->va_low == (va_low(page.va) & ~low_mask(shift(page.sizes.pages.actual))));
}

RC_GTEST_PROP(IsaTlbie, MatchesEveryByteOfTheActualPageAndNoOtherPageH6, (std::uint64_t noise)) {
  const Mapped page = *any_page();
  const auto target = decode_tlbie(compute_tlbie_rb(page.entry, page.index, page.sizes.pages));
  RC_ASSERT(target.has_value());
  const unsigned actual = shift(page.sizes.pages.actual);
  VirtualAddress same = page.va;
  same.offset ^= noise & low_mask(actual);
  RC_ASSERT(target->matches(Lpid{}, same, page.sizes.pages, MpssReach::actual));
  VirtualAddress other = page.va;
  other.offset ^= std::uint64_t{1} << *rc::gen::inRange(actual, shift(page.va.size));
  RC_ASSERT(!target->matches(Lpid{}, other, page.sizes.pages, MpssReach::actual));
}

// RB has all of VA from the actual page's bits up, and of a base page's place in its actual page
// all bits for 4K (H2) and the low four for 64K (AVAL, H3).
RC_GTEST_PROP(IsaTlbie, EntryThatServesItsBasePageAloneMatchesByWhatRbHasOfItH2H3, ()) {
  const Mapped page = *any_page();
  const auto target = decode_tlbie(compute_tlbie_rb(page.entry, page.index, page.sizes.pages));
  RC_ASSERT(target.has_value());
  const auto [base, actual] = page.sizes.pages;
  const unsigned bit = *rc::gen::inRange(0U, shift(page.va.size));
  VirtualAddress other = page.va;
  other.offset ^= std::uint64_t{1} << bit;
  const bool in_rb = bit >= shift(actual) || (base == page_4k && bit >= 12) ||
                     (base == page_64k && bit >= 16 && bit < 20);
  RC_ASSERT(target->matches(Lpid{}, other, page.sizes.pages, MpssReach::base) == !in_rb);
}

RC_GTEST_PROP(IsaTlbie, OtherSizesAndSegmentSizesDoNotMatchH6, ()) {
  const Mapped page = *any_page();
  const auto target = decode_tlbie(compute_tlbie_rb(page.entry, page.index, page.sizes.pages));
  RC_ASSERT(target.has_value());
  for (const Sizes& sizes : kSizes) {
    RC_ASSERT(target->matches(Lpid{}, page.va, sizes.pages, MpssReach::actual) ==
              (sizes.pages == page.sizes.pages));
  }
  VirtualAddress other = page.va;
  other.size =
      page.va.size == SegmentSize::segment_1t ? SegmentSize::segment_256m : SegmentSize::segment_1t;
  RC_ASSERT(!target->matches(Lpid{}, other, page.sizes.pages, MpssReach::actual));
}

RC_GTEST_PROP(IsaTlbie, VsidBitsAboveTheLow64AreNotToldApartH2, ()) {
  const Mapped page = *any_page();
  const auto target = decode_tlbie(compute_tlbie_rb(page.entry, page.index, page.sizes.pages));
  RC_ASSERT(target.has_value());
  // 64 - 28 = 36 VSID bits of a 256 MB segment and 64 - 40 = 24 of a 1 TB one are in RB.
  const unsigned kept = page.va.size == SegmentSize::segment_256m ? 36 : 24;
  VirtualAddress above = page.va;
  above.vsid = Vsid(page.va.vsid.value() ^ std::uint64_t{1} << (kept + *rc::gen::inRange(0U, 14U)));
  RC_ASSERT(target->matches(Lpid{}, above, page.sizes.pages, MpssReach::actual));
  VirtualAddress within = page.va;
  within.vsid = Vsid(page.va.vsid.value() ^ std::uint64_t{1} << *rc::gen::inRange(0U, kept));
  RC_ASSERT(!target->matches(Lpid{}, within, page.sizes.pages, MpssReach::actual));
}

TEST(IsaTlbie, ScopesAreAPageAllOfAGuestAndEverythingH5) {
  const VirtualAddress va{SegmentSize::segment_1t, Vsid(5), 0x1234'5000};
  constexpr HptePageSize kPages{PageSize::page_64k, PageSize::page_16m};
  for (const std::uint64_t is : {1, 2, 3}) {
    // What stands in the fields of a page does not matter, reserved or not.
    for (const std::uint64_t rest :
         {std::uint64_t{0}, std::uint64_t{3} << 8, ~std::uint64_t{0xfff}}) {
      const auto target = decode_tlbie({is << 10 | rest}, Lpid{2});
      ASSERT_TRUE(target);
      EXPECT_EQ(target->scope, is == 3 ? TlbieScope::kEverything : TlbieScope::kPartition);
      EXPECT_TRUE(target->matches(Lpid{2}, va, kPages, MpssReach::actual));
      EXPECT_EQ(target->matches(Lpid{1}, va, kPages, MpssReach::actual), is == 3);
    }
  }
  EXPECT_EQ(decode_tlbie({0x1000})->scope, TlbieScope::kPage);
}

TEST(IsaTlbie, PageIsOfOneGuestH6) {
  const auto target = decode_tlbie({0x1000}, Lpid{2});
  const VirtualAddress va{SegmentSize::segment_256m, Vsid(0), 0x1000};
  constexpr HptePageSize kPages{PageSize::page_4k, PageSize::page_4k};
  EXPECT_TRUE(target->matches(Lpid{2}, va, kPages, MpssReach::actual));
  EXPECT_FALSE(target->matches(Lpid{}, va, kPages, MpssReach::actual));
}

TEST(IsaTlbie, TlbielNamesACongruenceClassH5) {
  // The set is at bits 40:51: 511 is the last of POWER8.
  for (const std::uint64_t is : {1, 2, 3}) {
    const auto target = decode_tlbiel({std::uint64_t{511} << 12 | is << 10});
    ASSERT_TRUE(target);
    EXPECT_EQ(target->scope, TlbieScope::kCongruenceClass);
    EXPECT_EQ(target->congruence_class, 511U);
  }
  EXPECT_EQ(decode_tlbiel({std::uint64_t{0xfff} << 12 | 0x800})->congruence_class, 4095U);
  EXPECT_EQ(decode_tlbiel({std::uint64_t{1} << 24 | 0x800})->congruence_class, 0U);
  EXPECT_EQ(decode_tlbiel({0x1000})->scope, TlbieScope::kPage);
}

TEST(IsaTlbie, ReservedSegmentSizesNameNoPageH2) {
  EXPECT_TRUE(decode_tlbie({0x1000 | 1 << 8}));
  EXPECT_FALSE(decode_tlbie({0x1000 | 2 << 8}));
  EXPECT_FALSE(decode_tlbie({0x1000 | 3 << 8}));
}

TEST(IsaTlbie, OnlyThreeActualPageCodesNameAPageH2) {
  for (std::uint64_t ap = 0; ap < 8; ++ap) {
    const bool legal = ap == 0b000 || ap == 0b101 || ap == 0b100;
    EXPECT_EQ(decode_tlbie({ap << 5}).has_value(), legal) << ap;
  }
}

TEST(IsaTlbie, OnlyLpOfLargerBasesNamesAPageH3) {
  for (std::uint64_t lp = 0; lp < 256; ++lp) {
    // Facts D5 without the rows of base 4K, which go with L = 0.
    const bool legal = lp % 16 == 1 || lp == 0x00 || lp == 0x08 || lp == 0x03;
    EXPECT_EQ(decode_tlbie({lp << 12 | 1}).has_value(), legal) << lp;
  }
}

TEST(IsaTlbie, AddressBits16To19OfA64KPageComeFromAvalH3) {
  // LP's high nibble 0xf stands where VA bits of a 64K page would, AVAL says 0.
  const auto lp_only = decode_tlbie({0xf'1000 | 1});
  ASSERT_TRUE(lp_only);
  EXPECT_EQ(lp_only->va_low, 0U);
  const auto aval = decode_tlbie({0x1000 | 0xf0 | 1});
  ASSERT_TRUE(aval);
  EXPECT_EQ(aval->va_low, 0xf'0000U);
}

TEST(IsaTlbie, OperandAndTargetAreZeroUnlessSet) {
  EXPECT_EQ(TlbieRb().value, 0U);
  EXPECT_EQ(TlbieTarget().size, SegmentSize::segment_256m);
  EXPECT_EQ(TlbieTarget().va_low, 0U);
  EXPECT_EQ(TlbieTarget().congruence_class, 0U);
}

}  // namespace
}  // namespace htabsim
