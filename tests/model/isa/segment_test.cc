// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/segment.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/isa/b_field.h"

namespace htabsim {
namespace {

TEST(IsaSegment, Vsid256MIsFiftyBitsB2) {
  const auto segment = decode_segment(0x1234'5678'9abc'd000);
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->size, SegmentSize::segment_256m);
  EXPECT_EQ(segment->vsid, Vsid(0x1'2345'6789'abcd));
}

TEST(IsaSegment, Vsid1TIsThirtyEightBitsB2) {
  // 38 bits at bit 24: 0x21'2345'6789 << 24.
  const auto segment = decode_segment(k1T | 0x2123'4567'8900'0000);
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->size, SegmentSize::segment_1t);
  EXPECT_EQ(segment->vsid, Vsid(0x21'2345'6789));
}

TEST(IsaSegment, EveryFlagHasItsOwnBitB2) {
  const Segment plain = {};
  Segment expected = plain;
  expected.supervisor_key = true;
  EXPECT_EQ(decode_segment(0x800), expected);
  expected = plain;
  expected.problem_key = true;
  EXPECT_EQ(decode_segment(0x400), expected);
  expected = plain;
  expected.no_execute = true;
  EXPECT_EQ(decode_segment(0x200), expected);
  expected = plain;
  expected.class_one = true;
  EXPECT_EQ(decode_segment(0x80), expected);
  EXPECT_EQ(decode_segment(0), plain);
}

TEST(IsaSegment, BasePageSizeIsLAndLpB3) {
  EXPECT_EQ(decode_segment(0x000)->base_page, PageSize::page_4k);
  EXPECT_EQ(decode_segment(0x100)->base_page, PageSize::page_16m);
  EXPECT_EQ(decode_segment(0x110)->base_page, PageSize::page_64k);
  EXPECT_EQ(decode_segment(0x120)->base_page, PageSize::page_16g);
}

TEST(IsaSegment, EncodingGivesSlbmtesWordB2) {
  // Slots 0 and 3 of the captured guest's SLB: kernel and user segments of 1 TB with 4K pages.
  for (const std::uint64_t rs : {0x400e'a1b2'1700'0400U, 0x400c'38c0'3f00'0c80U}) {
    EXPECT_EQ(encode_segment(*decode_segment(rs)), rs);
  }
}

TEST(IsaSegment, BitsAboveAVsidDoNotReachBB2) {
  // 50 bits at bit 12 or 38 at bit 24: one more would be the lower bit of B.
  Segment segment;
  segment.vsid = Vsid((std::uint64_t{1} << 50) | 5);
  EXPECT_EQ(encode_segment(segment), 0x5000U);
  segment.size = SegmentSize::segment_1t;
  segment.vsid = Vsid((std::uint64_t{2} << 38) | 5);
  EXPECT_EQ(encode_segment(segment), k1T | 0x500'0000);
}

RC_GTEST_PROP(IsaSegmentProp, EncodingAndDecodingAreInverseB2, ()) {
  const auto size = *rc::gen::element(SegmentSize::segment_256m, SegmentSize::segment_1t);
  const unsigned vsid_bits = size == SegmentSize::segment_256m ? 50 : 38;
  const Segment segment{Vsid(*rc::gen::arbitrary<std::uint64_t>() >> (64 - vsid_bits)),
                        size,
                        *rc::gen::elementOf(std::vector<PageSize>(std::begin(kAllPageSizes),
                                                                  std::end(kAllPageSizes))),
                        *rc::gen::arbitrary<bool>(),
                        *rc::gen::arbitrary<bool>(),
                        *rc::gen::arbitrary<bool>(),
                        *rc::gen::arbitrary<bool>()};
  RC_ASSERT(decode_segment(encode_segment(segment)) == segment);
}

TEST(IsaSegment, ReservedPageSizesAreNoSegmentB3) {
  for (const std::uint64_t rs : {0x130U, 0x010U, 0x020U, 0x030U}) {
    EXPECT_FALSE(decode_segment(rs)) << rs;
  }
}

TEST(IsaSegment, ReservedSegmentSizesAreNoSegmentB2) {
  EXPECT_FALSE(decode_segment(0x8000'0000'0000'0000));
  EXPECT_FALSE(decode_segment(0xc000'0000'0000'0000));
}

TEST(IsaSegment, VirtualAddressKeepsTheOffsetOfTheSegmentC1) {
  const Ea ea(0xc000'0123'4567'89ab);
  Segment segment;
  segment.vsid = Vsid(0x77);
  const VirtualAddress small = virtual_address(segment, ea);
  EXPECT_EQ(small.offset, 0x567'89ab);  // EA[36:63], 28 bits
  EXPECT_EQ(small.vsid, Vsid(0x77));
  segment.size = SegmentSize::segment_1t;
  const VirtualAddress large = virtual_address(segment, ea);
  EXPECT_EQ(large.offset, 0x23'4567'89ab);  // EA[24:63], 40 bits
  EXPECT_EQ(large.size, SegmentSize::segment_1t);
}

TEST(IsaSegment, AvpnIsTheAddressIn8MegabyteUnitsD3) {
  // va = 0x123456 << 28 | 0x2345678; va >> 23 = 0x123456 << 5 | 0x4 = 0x2468ac4; at bit 7.
  const VirtualAddress va = {SegmentSize::segment_256m, Vsid(0x12'3456), 0x234'5678};
  EXPECT_EQ(va.abbreviated(), 0x246'8ac4);
  EXPECT_EQ(avpn_field(va, PageSize::page_4k), std::uint64_t{0x246'8ac4} << 7);
  EXPECT_EQ(avpn_field(va, PageSize::page_64k), std::uint64_t{0x246'8ac4} << 7);
}

TEST(IsaSegment, AvpnOf1TSegmentHasItsSegmentSizeD3) {
  // 40 offset bits: va >> 23 = 0x123456 << 17 | 0xab'cdef'0123 >> 23, which is 0x1579b.
  const VirtualAddress va = {SegmentSize::segment_1t, Vsid(0x12'3456), 0xab'cdef'0123};
  const std::uint64_t abbreviated = (std::uint64_t{0x12'3456} << 17) | 0x1'579b;
  EXPECT_EQ(va.abbreviated(), abbreviated);
  EXPECT_EQ(avpn_field(va, PageSize::page_4k), k1T | abbreviated << 7);
}

TEST(IsaSegment, AvpnBitsBelowALargePageAreZeroD3) {
  // Offset 0xffffffffff >> 23 = 0x1ffff; 16M clears 24 - 23 = 1 bit, 16G 34 - 23 = 11 bits.
  const VirtualAddress va = {SegmentSize::segment_1t, Vsid(0), 0xff'ffff'ffff};
  EXPECT_EQ(avpn_field(va, PageSize::page_64k), k1T | 0x1'ffff << 7);
  EXPECT_EQ(avpn_field(va, PageSize::page_16m), k1T | 0x1'fffe << 7);
  EXPECT_EQ(avpn_field(va, PageSize::page_16g), k1T | 0x1'f800 << 7);
}

TEST(IsaSegment, AvpnHoldsThe55BitsOfA78BitAddressD3) {
  const VirtualAddress highest = {SegmentSize::segment_256m, Vsid(0x3'ffff'ffff'ffff), 0xfff'ffff};
  EXPECT_EQ(avpn_field(highest, PageSize::page_4k), 0x3fff'ffff'ffff'ff80);
}

RC_GTEST_PROP(IsaSegment, AvpnForgetsOnlyBitsBelow8MegabytesD3, ()) {
  const auto vsid = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 50);
  const auto offset = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 28);
  const VirtualAddress va = {SegmentSize::segment_256m, Vsid(vsid), offset};
  const std::uint64_t field = avpn_field(va, PageSize::page_4k);
  RC_ASSERT(field >> 12 == vsid);
  RC_ASSERT(((field >> 7) & 0x1f) == offset >> 23);
  RC_ASSERT((field & 0x7f) == 0U);
}

TEST(IsaSegment, VirtualAddressIsOfASmallSegmentUnlessSet) {
  EXPECT_EQ(VirtualAddress().size, SegmentSize::segment_256m);
  EXPECT_EQ(VirtualAddress().offset, 0U);
}

}  // namespace
}  // namespace htabsim
