// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/page_size.h"

namespace htabsim {
namespace {

using enum PageSize;

TEST(PageSizeEdges, LpOfA16MPageIsEightBitsAndNoMoreD5) {
  // Bit 43, next to LP: below the page, so no part of its RPN, and no part of LP either.
  constexpr std::uint64_t kNextToLp = 0x10'0000;
  const auto size = [](std::uint64_t lp, PageSize base) {
    return actual_page_size(hpte_v::kLarge, lp << 12 | kNextToLp, base);
  };
  EXPECT_EQ(size(0x00, page_16m), page_16m);
  EXPECT_EQ(size(0x08, page_64k), page_16m);
  EXPECT_EQ(size(0x38, page_4k), page_16m);
}

TEST(PageSizeEdges, LpOfA64KPageIsFourBitsAndNoMoreD5) {
  EXPECT_EQ(actual_page_size(hpte_v::kLarge, 0x11 << 12, page_64k), page_64k);
  EXPECT_EQ(actual_page_size(hpte_v::kLarge, 0x17 << 12, page_4k), page_64k);
}

TEST(PageSizeEdges, LpOfA16GPageReachesUpToItsRpnD5) {
  // 34 - 12 = 22 bits: bit 21 of the field counts, bit 22 belongs to the RPN.
  const auto size = [](std::uint64_t field) {
    return actual_page_size(hpte_v::kLarge, field << 12, page_16g);
  };
  EXPECT_EQ(size(0x3 | 1 << 22), page_16g);
  EXPECT_EQ(size(0x3 | 1 << 21), std::nullopt);
}

TEST(PageSizeEdges, A4KPageHasNoBitsForItsSizeD5) {
  const PageSizeBits bits = encode_page_size({page_4k, page_4k});
  EXPECT_EQ(bits.v, 0U);
  EXPECT_EQ(bits.r, 0U);
}

}  // namespace
}  // namespace htabsim
