// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_format.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/model/htab/stream_bytes.h"

namespace htabsim {
namespace {

using namespace std::string_literals;

TEST(HtabStreamFormat, HasIndexThenCountsInTheHeader) {  // R8
  EXPECT_EQ(group_bytes(HeaderOrder::kBig, 0x01020304, {}, 0x0506),
            "\x01\x02\x03\x04\x00\x00\x05\x06"s);
  EXPECT_EQ(group_bytes(HeaderOrder::kLittle, 0x01020304, {}, 0x0506),
            "\x04\x03\x02\x01\x00\x00\x06\x05"s);
}

TEST(HtabStreamFormat, HasBigEndianEntriesWithEitherHeader) {  // R8, R9
  const Hpte entry = {0x0102030405060708, 0x090a0b0c0d0e0f10};
  const std::string body = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"s;
  EXPECT_EQ(group_bytes(HeaderOrder::kBig, 5, {entry}), "\0\0\0\x05\0\x01\0\0"s + body);
  EXPECT_EQ(group_bytes(HeaderOrder::kLittle, 5, {entry}), "\x05\0\0\0\x01\0\0\0"s + body);
}

TEST(HtabStreamFormat, HeaderSpeaksOfValidAndThenInvalidEntries) {  // R8, R17
  const HtabGroupHeader header = {0xffffffff, 3, 4};
  EXPECT_EQ(header.first(), HpteIndex(0xffffffff));
  EXPECT_EQ(header.end(), HpteIndex(0x100000006));
  EXPECT_EQ(header.body_bytes(), 48u);
  EXPECT_FALSE(header.empty());
  EXPECT_FALSE((HtabGroupHeader{0, 0, 1}.empty()));
  EXPECT_TRUE((HtabGroupHeader{1, 0, 0}.empty()));
}

RC_GTEST_PROP(HtabStreamFormat, GivesBackAnyHeader,
              (std::uint32_t index, std::uint16_t n_valid, std::uint16_t n_invalid)) {
  const HtabGroupHeader header = {index, n_valid, n_invalid};
  for (const HeaderOrder order : {HeaderOrder::kBig, HeaderOrder::kLittle}) {
    RC_ASSERT(decode_header(encode_header(header, order), order) == header);
  }
  const HtabGroupHeader swapped = {__builtin_bswap32(index), __builtin_bswap16(n_valid),
                                   __builtin_bswap16(n_invalid)};
  RC_ASSERT(decode_header(encode_header(header, HeaderOrder::kBig), HeaderOrder::kLittle) ==
            swapped);
}

RC_GTEST_PROP(HtabStreamFormat, GivesBackAnyEntry, (std::uint64_t v, std::uint64_t r)) {
  RC_ASSERT(decode_entry(encode_entry({v, r})) == (Hpte{v, r}));
}

}  // namespace
}  // namespace htabsim
