// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/hash.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/isa/bits.h"

namespace htabsim {
namespace {

using enum PageSize;

constexpr std::uint64_t kHashMask = 0x7f'ffff'ffff;

TEST(IsaHash, Vsid256MWithThePageNumberC2) {
  const VirtualAddress va = {SegmentSize::segment_256m, Vsid(0x12'3456), 0x234'5678};
  EXPECT_EQ(primary_hash(va, page_4k), 0x12'3456 ^ 0x2345);  // 0x2345678 >> 12
  EXPECT_EQ(primary_hash(va, page_64k), 0x12'3456 ^ 0x234);  // 0x2345678 >> 16
  EXPECT_EQ(primary_hash(va, page_16m), 0x12'3456 ^ 0x2);    // 0x2345678 >> 24
}

TEST(IsaHash, Vsid1TIsSpreadBy25BitsC2) {
  EXPECT_EQ(primary_hash({SegmentSize::segment_1t, Vsid(1), 0}, page_4k),
            0x200'0001);  // 1 ^ 1 << 25
  // 0x2345678901 << 25, cut to 39 bits: its low 14 bits, 0x0901, at bit 25: 0x1202000000.
  const VirtualAddress va = {SegmentSize::segment_1t, Vsid(0x23'4567'8901), 0xab'cdef'0123};
  const std::uint64_t spread = 0x23'4567'8901 ^ 0x12'0200'0000;
  EXPECT_EQ(primary_hash(va, page_4k), spread ^ 0xabc'def0);  // offset >> 12
  EXPECT_EQ(primary_hash(va, page_64k), spread ^ 0xab'cdef);  // offset >> 16
  EXPECT_EQ(primary_hash(va, page_16m), spread ^ 0xabcd);     // offset >> 24
  EXPECT_EQ(primary_hash(va, page_16g), spread ^ 0x2a);       // offset >> 34 = 0xab'cdef'0123 >> 34
}

TEST(IsaHash, Is39BitsWideC2) {
  const VirtualAddress va = {SegmentSize::segment_256m, Vsid(0x3'ffff'ffff'ffff), 0};
  EXPECT_EQ(primary_hash(va, page_4k), kHashMask);
}

TEST(IsaHash, SecondaryIsTheComplementC3) {
  const VirtualAddress va = {SegmentSize::segment_256m, Vsid(0x12'3456), 0x234'5678};
  EXPECT_EQ(page_hash(va, page_4k, HashKind::kPrimary), 0x12'1713);  // as in C2 above
  EXPECT_EQ(page_hash(va, page_4k, HashKind::kSecondary) & kHashMask, 0x7f'ffed'e8ec);
}

RC_GTEST_PROP(IsaHash, BytesOfOnePageShareItC2, (std::uint64_t offset)) {
  const auto vsid = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 38);
  for (const PageSize base : kAllPageSizes) {
    const std::uint64_t in_segment = offset & 0xff'ffff'ffff;
    const std::uint64_t start = in_segment & ~low_mask(shift(base));
    RC_ASSERT(primary_hash({SegmentSize::segment_1t, Vsid(vsid), in_segment}, base) ==
              primary_hash({SegmentSize::segment_1t, Vsid(vsid), start}, base));
  }
}

RC_GTEST_PROP(IsaHash, SecondaryOfEveryTableSizeIsTheOtherPtegC3, ()) {
  const auto vsid = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 50);
  const auto offset = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 28);
  const VirtualAddress va = {SegmentSize::segment_256m, Vsid(vsid), offset};
  const auto bits = *rc::gen::inRange(11U, 40U);  // of the PTEG number, facts C5
  const std::uint64_t primary = page_hash(va, page_4k, HashKind::kPrimary) & low_mask(bits);
  const std::uint64_t secondary = page_hash(va, page_4k, HashKind::kSecondary) & low_mask(bits);
  RC_ASSERT(primary + secondary == low_mask(bits));
}

}  // namespace
}  // namespace htabsim
