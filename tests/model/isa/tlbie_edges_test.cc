// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "htabsim/model/isa/tlbie.h"

namespace htabsim {
namespace {

using enum PageSize;

constexpr std::uint64_t kSmallV = hpte_v::kValid;
constexpr std::uint64_t kLargeV = hpte_v::kValid | hpte_v::kLarge;

TEST(TlbieEdges, OnlyElevenHashBitsOfAPlaceAreUsedH4) {
  // AVPN 0 in group 0xfff: 4K: (0xfff & 0x7ff) << 12.
  EXPECT_EQ(compute_tlbie_rb({kSmallV, 0}, HpteIndex(0xfff * 8), {page_4k, page_4k}).value,
            0x7f'f000U);
}

TEST(TlbieEdges, HashBitsDoNotReachTheAvpnOfALargePageH4) {
  // AVPN 0 in group 0x7ff, 64K: 0x7ff << 16 & 0x7ff000 = 0x7f0000, AVAL 0x7ff << 4 & 0xfe = 0xf0,
  // LP 1, L.
  EXPECT_EQ(compute_tlbie_rb({kLargeV, 0x1000}, HpteIndex(0x7ff * 8), {page_64k, page_64k}).value,
            0x7f'0000U | 0x1000 | 0xf0 | 1);
}

TEST(TlbieEdges, OnlyLpIsTakenFromDword1H3H4) {
  // All of dword 1 set but LP's high nibble, which is address here: key, R, C, WIMG, N and PP of
  // the entry have no place in RB.
  EXPECT_EQ(compute_tlbie_rb({kLargeV, ~std::uint64_t{0xff000} | 0x1000}, HpteIndex(0),
                             {page_64k, page_64k})
                .value,
            0x1001U);
}

TEST(TlbieEdges, AllOfLpIsTakenWhereThePageCoversItH4) {
  // r & ff000 & (2^24 - 1), and L.
  EXPECT_EQ(compute_tlbie_rb({kLargeV, 0xff000}, HpteIndex(0), {page_16m, page_16m}).value,
            0xf'f001U);
}

TEST(TlbieEdges, AddressBits16To19OfA64KPageComeFromAvalH3) {
  // LP's high nibble 0xf stands where VA bits of a 64K page would, AVAL says 0.
  const auto lp_only = decode_tlbie({0xf'1000 | 1});
  ASSERT_TRUE(lp_only);
  EXPECT_EQ(lp_only->va_low, 0U);
  const auto aval = decode_tlbie({0x1000 | 0xf0 | 1});
  ASSERT_TRUE(aval);
  EXPECT_EQ(aval->va_low, 0xf'0000U);
}

}  // namespace
}  // namespace htabsim
