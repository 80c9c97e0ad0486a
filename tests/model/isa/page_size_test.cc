// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/page_size.h"

#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/isa/hpte.h"

namespace htabsim {
namespace {

using enum PageSize;
using MaybeSize = std::optional<PageSize>;
using MaybeSizes = std::optional<HptePageSize>;

constexpr std::uint64_t kSmall = hpte_v::kValid;
constexpr std::uint64_t kLarge = hpte_v::kValid | hpte_v::kLarge;

constexpr std::uint64_t with_lp(std::uint64_t lp) { return lp << 12; }

/// Facts D5, row by row, for any value of the eight LP bits.
MaybeSize architected(PageSize base, unsigned lp) {
  if (base == page_64k && lp % 16 == 0b0001) return page_64k;
  if (base == page_4k && lp % 16 == 0b0111) return page_64k;
  if (base == page_16m && lp == 0b0000'0000) return page_16m;
  if (base == page_64k && lp == 0b0000'1000) return page_16m;
  if (base == page_4k && lp == 0b0011'1000) return page_16m;
  if (base == page_16g && lp == 0b0000'0011) return page_16g;
  return std::nullopt;
}

TEST(IsaPageSize, BytesArePowersOfTwoB3) {
  EXPECT_EQ(std::uint64_t{1} << shift(page_4k), 4 * 1024);
  EXPECT_EQ(std::uint64_t{1} << shift(page_64k), 64 * 1024);
  EXPECT_EQ(std::uint64_t{1} << shift(page_16m), 16 * 1024 * 1024);
  EXPECT_EQ(std::uint64_t{1} << shift(page_16g), std::uint64_t{16} * 1024 * 1024 * 1024);
}

TEST(IsaPageSize, NamesTellSizesApart) {
  EXPECT_EQ(name(page_4k), "4K");
  EXPECT_EQ(name(page_64k), "64K");
  EXPECT_EQ(name(page_16m), "16M");
  EXPECT_EQ(name(page_16g), "16G");
}

TEST(IsaPageSize, SlbEncodingsB3) {
  EXPECT_EQ(decode_slb_page_size(false, 0b00), MaybeSize(page_4k));
  EXPECT_EQ(decode_slb_page_size(true, 0b00), MaybeSize(page_16m));
  EXPECT_EQ(decode_slb_page_size(true, 0b01), MaybeSize(page_64k));
  EXPECT_EQ(decode_slb_page_size(true, 0b10), MaybeSize(page_16g));
}

TEST(IsaPageSize, ReservedSlbEncodingsGiveNothingB3) {
  for (const unsigned lp : {0b01U, 0b10U, 0b11U}) {
    EXPECT_EQ(decode_slb_page_size(false, lp), std::nullopt) << lp;
  }
  EXPECT_EQ(decode_slb_page_size(true, 0b11), std::nullopt);
}

TEST(IsaPageSize, SmallPageWhateverLpSaysD5) {
  for (unsigned lp = 0; lp < 256; ++lp) {
    EXPECT_EQ(actual_page_size(kSmall, with_lp(lp), page_4k), MaybeSize(page_4k)) << lp;
  }
}

TEST(IsaPageSize, SmallPageIsNoneOfALargerSegmentD4) {
  for (const PageSize base : {page_64k, page_16m, page_16g}) {
    EXPECT_EQ(actual_page_size(kSmall, 0, base), std::nullopt);
  }
}

TEST(IsaPageSize, EveryLpValueOfEveryBaseD5) {
  for (const PageSize base : kAllPageSizes) {
    for (unsigned lp = 0; lp < 256; ++lp) {
      EXPECT_EQ(actual_page_size(kLarge, with_lp(lp), base), architected(base, lp))
          << name(base) << " segment, LP " << lp;
    }
  }
}

TEST(IsaPageSize, SixteenGigabytePageUsesAllTwentyTwoBitsD5) {
  EXPECT_EQ(actual_page_size(kLarge, with_lp(0x3), page_16g), MaybeSize(page_16g));
  // 34 - 12 = 22 bits: the lowest RPN bit of such a page is the one above them.
  EXPECT_EQ(actual_page_size(kLarge, with_lp(0x40'0003), page_16g), MaybeSize(page_16g));
  for (unsigned bit = 2; bit < 22; ++bit) {
    const std::uint64_t stray = with_lp(0x3 | std::uint64_t{1} << bit);
    EXPECT_EQ(actual_page_size(kLarge, stray, page_16g), std::nullopt) << bit;
  }
}

RC_GTEST_PROP(IsaPageSize, BitsOutsideLpDoNotMatterD5, (std::uint64_t v, std::uint64_t r)) {
  const unsigned lp = (r >> 12) & 0xff;
  for (const PageSize base : {page_4k, page_64k, page_16m}) {
    RC_ASSERT(actual_page_size(v | hpte_v::kLarge, r, base) == architected(base, lp));
  }
}

/// R44, in its own terms: the nibbles R[15:12] and R[19:16].
MaybeSizes accepted_by_kvm(unsigned low, unsigned high) {
  if (low == 0 && high == 0) return HptePageSize{page_16m, page_16m};
  if (low == 1) return HptePageSize{page_64k, page_64k};
  if (low == 3 && high == 0) return HptePageSize{page_16g, page_16g};
  if (low == 7) return HptePageSize{page_4k, page_64k};
  if (low == 8 && high == 0) return HptePageSize{page_64k, page_16m};
  if (low == 8 && high == 3) return HptePageSize{page_4k, page_16m};
  return std::nullopt;
}

TEST(IsaPageSize, KvmTakesAnyLpOfASmallPageR44) {
  for (unsigned lp = 0; lp < 256; ++lp) {
    EXPECT_EQ(kvm_page_size(kSmall, with_lp(lp)), MaybeSizes({page_4k, page_4k})) << lp;
  }
}

TEST(IsaPageSize, KvmLooksAtTwoNibblesR44) {
  for (unsigned lp = 0; lp < 256; ++lp) {
    EXPECT_EQ(kvm_page_size(kLarge, with_lp(lp)), accepted_by_kvm(lp % 16, lp / 16)) << lp;
  }
}

TEST(IsaPageSize, KvmAcceptsStrayBitsThatHardwareRefusesD6) {
  const std::uint64_t stray = with_lp(0x100 | 0x03);
  EXPECT_EQ(kvm_page_size(kLarge, stray), MaybeSizes({page_16g, page_16g}));
  EXPECT_EQ(actual_page_size(kLarge, stray, page_16g), std::nullopt);
}

TEST(IsaPageSize, EncodingIsDecodedByHardwareAndByKvmD5) {
  constexpr HptePageSize kPairs[] = {
      {page_4k, page_4k},   {page_4k, page_64k},  {page_4k, page_16m}, {page_64k, page_64k},
      {page_64k, page_16m}, {page_16m, page_16m}, {page_16g, page_16g}};
  for (const HptePageSize& sizes : kPairs) {
    const PageSizeBits bits = encode_page_size(sizes);
    EXPECT_EQ(actual_page_size(bits.v, bits.r, sizes.base), sizes.actual) << name(sizes.actual);
    EXPECT_EQ(kvm_page_size(bits.v, bits.r), MaybeSizes(sizes)) << name(sizes.actual);
  }
}

TEST(IsaPageSize, ThereIsAnEncodingForSixPairsAnd4KD5) {
  std::vector<HptePageSize> found;
  for (const PageSize base : kAllPageSizes) {
    for (const PageSize actual : kAllPageSizes) {
      if (has_encoding({base, actual})) found.push_back({base, actual});
    }
  }
  EXPECT_EQ(found, (std::vector<HptePageSize>{{page_4k, page_4k},
                                              {page_4k, page_64k},
                                              {page_4k, page_16m},
                                              {page_64k, page_64k},
                                              {page_64k, page_16m},
                                              {page_16m, page_16m},
                                              {page_16g, page_16g}}));
}

TEST(IsaPageSize, SlbEncodingIsDecodedB3) {
  for (const PageSize size : kAllPageSizes) {
    const SlbPageSize encoded = encode_slb_page_size(size);
    EXPECT_EQ(decode_slb_page_size(encoded.l, encoded.lp), size);
  }
}

RC_GTEST_PROP(IsaPageSize, HardwareAcceptsNothingThatKvmRefusesD6,
              (std::uint64_t v, std::uint64_t r)) {
  for (const PageSize base : kAllPageSizes) {
    if (const auto actual = actual_page_size(v, r, base)) {
      RC_ASSERT(kvm_page_size(v, r) == MaybeSizes({base, *actual}));
    }
  }
}

TEST(IsaPageSize, LpOfA16MPageIsEightBitsAndNoMoreD5) {
  // Bit 43, next to LP: below the page, so no part of its RPN, and no part of LP either.
  constexpr std::uint64_t kNextToLp = 0x10'0000;
  const auto size = [](std::uint64_t lp, PageSize base) {
    return actual_page_size(hpte_v::kLarge, lp << 12 | kNextToLp, base);
  };
  EXPECT_EQ(size(0x00, page_16m), page_16m);
  EXPECT_EQ(size(0x08, page_64k), page_16m);
  EXPECT_EQ(size(0x38, page_4k), page_16m);
}

TEST(IsaPageSize, LpOfA64KPageIsFourBitsAndNoMoreD5) {
  EXPECT_EQ(actual_page_size(hpte_v::kLarge, 0x11 << 12, page_64k), page_64k);
  EXPECT_EQ(actual_page_size(hpte_v::kLarge, 0x17 << 12, page_4k), page_64k);
}

TEST(IsaPageSize, LpOfA16GPageReachesUpToItsRpnD5) {
  // 34 - 12 = 22 bits: bit 21 of the field counts, bit 22 belongs to the RPN.
  const auto size = [](std::uint64_t field) {
    return actual_page_size(hpte_v::kLarge, field << 12, page_16g);
  };
  EXPECT_EQ(size(0x3 | 1 << 22), page_16g);
  EXPECT_EQ(size(0x3 | 1 << 21), std::nullopt);
}

TEST(IsaPageSize, A4KPageHasNoBitsForItsSizeD5) {
  const PageSizeBits bits = encode_page_size({page_4k, page_4k});
  EXPECT_EQ(bits.v, 0U);
  EXPECT_EQ(bits.r, 0U);
}

TEST(IsaPageSize, IsTheSmallestUnlessSet) {
  EXPECT_EQ(HptePageSize(), (HptePageSize{page_4k, page_4k}));
}

}  // namespace
}  // namespace htabsim
